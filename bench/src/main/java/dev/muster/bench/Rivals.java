package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what we measure ourselves against: installed, or fetched from Debian and unpacked without being installed.
final class Rivals {
  private Rivals() {}

  /// The command that runs the Alertmanager; null when there is none and none can be fetched.
  static @Nullable List<String> alertmanager(Path folder) throws IOException, InterruptedException {
    for (String place : List.of("/usr/bin/prometheus-alertmanager", "/usr/bin/alertmanager")) {
      if (Files.isExecutable(Path.of(place))) {
        return List.of(place);
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
    if (fetch.waitFor() != 0 || !Files.isExecutable(program)) {
      return null;
    }
    // Debian's build reads its templates from /usr/share and from nowhere else; it is shown the
    // unpacked ones, and only it.
    return List.of(
        "unshare",
        "-m",
        "sh",
        "-c",
        "mount --bind \"$0/usr/share\" /usr/share && exec \"$0/usr/bin/prometheus-alertmanager\" \"$@\"",
        unpacked.resolve("root").toString());
  }
}
