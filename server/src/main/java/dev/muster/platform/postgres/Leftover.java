package dev.muster.platform.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL process of an earlier run that still works on a cluster.
///
/// @param pid its process number
/// @param isServer whether it is the server itself; else a child of one that was killed, which ends
///     by itself
record Leftover(long pid, boolean isServer) {

  /// Looks by the pid file first, then (on Linux) at every process that stands in the folder.
  static @Nullable Leftover find(Path cluster) throws IOException {
    if (!Files.isDirectory(cluster)) {
      return null;
    }
    long server = serverPid(cluster);
    if (server > 0 && isPostgres(server, cluster)) {
      return new Leftover(server, true);
    }
    var proc = Path.of("/proc");
    if (!Files.isDirectory(proc.resolve("self"))) {
      return null;
    }
    try (var entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (var entry : entries) {
        if (standsIn(entry, cluster) && "postgres".equals(name(entry))) {
          return new Leftover(Long.parseLong(entry.getFileName().toString()), false);
        }
      }
    }
    return null;
  }

  /// PostgreSQL takes any living process with the number in its pid file for a server, even a zombie
  /// or one that got the number later. We know better by now, so the file goes.
  static void forgetDeadServer(Path cluster) throws IOException {
    long pid = serverPid(cluster);
    if (pid > 0 && ProcessHandle.of(pid).isPresent() && !isPostgres(pid, cluster)) {
      Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    }
  }

  private static long serverPid(Path cluster) throws IOException {
    try {
      var lines = Files.readAllLines(cluster.resolve("postmaster.pid"), StandardCharsets.UTF_8);
      // A negative number marks a single-user server.
      return lines.isEmpty() ? 0 : Math.abs(Long.parseLong(lines.getFirst().strip()));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isPostgres(long pid, Path cluster) {
    var entry = Path.of("/proc", Long.toString(pid));
    if (Files.isDirectory(Path.of("/proc/self"))) {
      return standsIn(entry, cluster) && "postgres".equals(name(entry));
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().command())
        .map(command -> command.endsWith("postgres"))
        .orElse(false);
  }

  /// A zombie stands nowhere, so it does not count.
  private static boolean standsIn(Path entry, Path cluster) {
    try {
      return Files.readSymbolicLink(entry.resolve("cwd")).equals(cluster);
    } catch (IOException e) {
      // Gone, or another user's: then it cannot be ours.
      return false;
    }
  }

  private static @Nullable String name(Path entry) {
    try {
      return Files.readString(entry.resolve("comm")).strip();
    } catch (IOException e) {
      return null;
    }
  }
}
