package dev.muster.platform.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The data folder, claimed for this process until [#release]. The operating system gives the claim
/// back when the process dies, however it dies.
final class Folder {
  /// What this process holds. The system's lock belongs to the process as a whole: closing a second
  /// channel on the same file would drop it, so we must not even open one.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final FileChannel channel;

  private Folder(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  static Folder claim(Path dataDir) {
    Path root;
    try {
      Files.createDirectories(dataDir);
      root = dataDir.toRealPath();
    } catch (IOException e) {
      throw new PostgresStartException(
          "The data folder " + dataDir.toAbsolutePath() + " cannot be created: " + e, e);
    }
    if (!HELD.add(root)) {
      throw inUse(root, Long.toString(ProcessHandle.current().pid()));
    }
    FileChannel channel = null;
    try {
      var file = root.resolve("lock");
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        var other = Files.readString(file).strip();
        throw inUse(root, other.isEmpty() ? "unknown" : other);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
      return new Folder(root, channel);
    } catch (IOException | RuntimeException e) {
      HELD.remove(root);
      close(channel);
      if (e instanceof PostgresStartException known) {
        throw known;
      }
      throw new PostgresStartException("The data folder " + root + " cannot be used: " + e, e);
    }
  }

  Path root() {
    return root;
  }

  Path cluster() {
    return root.resolve("cluster");
  }

  void release() {
    close(channel);
    HELD.remove(root);
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The claim ends with the process at the latest.
      }
    }
  }

  private static PostgresStartException inUse(Path root, String pid) {
    return new PostgresStartException(
        "The data folder %s is in use by another Muster (process %s). Stop that one first, or choose another folder."
            .formatted(root, pid));
  }
}
