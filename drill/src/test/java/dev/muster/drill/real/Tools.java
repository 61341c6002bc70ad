package dev.muster.drill.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The foreign programs that the tests need, fetched once into `target/tools`: Debian's packages are unpacked there and not
/// installed, so nothing on the machine changes and no root is needed.
final class Tools {
  private static final Path FOLDER = Path.of("target", "tools").toAbsolutePath();

  private Tools() {}

  /// The program `usr/bin/<name>` of that Debian package.
  static synchronized Path debian(String deb, String name) {
    Path program = FOLDER.resolve("root/usr/bin").resolve(name);
    if (!Files.isExecutable(program)) {
      try {
        Path downloads = Files.createDirectories(FOLDER.resolve("debs"));
        run(downloads, Map.of(), "apt-get", "-qq", "-o", "Acquire::Retries=5", "download", deb);
        try (var files = Files.newDirectoryStream(downloads, deb + "_*.deb")) {
          for (Path file : files) {
            run(
                downloads,
                Map.of(),
                "dpkg",
                "-x",
                file.toString(),
                FOLDER.resolve("root").toString());
          }
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      if (!Files.isExecutable(program)) {
        throw new AssertionError(
            "Debian's package "
                + deb
                + " did not bring "
                + program
                + "; these tests run on Debian with apt-get and dpkg");
      }
    }
    return program;
  }

  /// Where the unpacked packages have what belongs into `/usr/share`.
  static Path sharedFiles() {
    return FOLDER.resolve("root/usr/share");
  }

  /// The folder with the npm clients, unchanged, as the lock file pins them.
  static synchronized Path npmClients() {
    Path here = FOLDER.resolve("clients");
    try {
      Path lock = here.resolve("package-lock.json");
      Path wanted = Path.of("clients", "package-lock.json");
      boolean fresh =
          Files.exists(lock)
              && Files.exists(here.resolve("node_modules/.bin/pd"))
              && Files.mismatch(lock, wanted) == -1;
      if (!fresh) {
        Files.createDirectories(here);
        for (String file : List.of("package.json", "package-lock.json")) {
          Files.copy(
              Path.of("clients", file), here.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run(
            here,
            Map.of(),
            "npm",
            "ci",
            "--fetch-retries=5",
            "--no-audit",
            "--no-fund",
            "--loglevel=error");
      }
      return here;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The browser.
  static Path chromium() {
    for (String place :
        List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")) {
      if (Files.isExecutable(Path.of(place))) {
        return Path.of(place);
      }
    }
    throw new AssertionError("no Chromium found; install Debian's package chromium");
  }

  /// Runs a program to its end and answers what it printed.
  ///
  /// @throws AssertionError when it fails, with its output
  static String run(Path folder, Map<String, String> environment, String... command) {
    return run(folder, environment, List.of(command));
  }

  static String run(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path output = Files.createTempFile("muster-tool", ".out");
      var builder = new ProcessBuilder(new ArrayList<>(command));
      builder.directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      boolean ended = process.waitFor(600, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      String text = Files.readString(output);
      Files.delete(output);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            command
                + (ended ? " ended with " + process.exitValue() : " did not end in 600 s")
                + ":\n"
                + text);
      }
      return text;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopping);
    }
  }
}
