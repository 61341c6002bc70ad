package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what we measure ourselves against: installed, or fetched from Debian and unpacked without being installed.
final class Rivals {
  private Rivals() {}

  /// The Alertmanager's program; null when there is none and none can be fetched.
  static @Nullable Path alertmanager(Path folder) throws IOException, InterruptedException {
    for (String place : List.of("/usr/bin/prometheus-alertmanager", "/usr/bin/alertmanager")) {
      if (Files.isExecutable(Path.of(place))) {
        return Path.of(place);
      }
    }
    Path unpacked = Files.createDirectories(folder.resolve("debian"));
    Process fetch =
        new ProcessBuilder(
                "sh",
                "-c",
                "apt-get download prometheus-alertmanager && for f in *.deb; do dpkg -x \"$f\" root; done")
            .directory(unpacked.toFile())
            .redirectErrorStream(true)
            .redirectOutput(unpacked.resolve("fetch.log").toFile())
            .start();
    Path program = unpacked.resolve("root/usr/bin/prometheus-alertmanager");
    return fetch.waitFor() == 0 && Files.isExecutable(program) ? program : null;
  }
}
