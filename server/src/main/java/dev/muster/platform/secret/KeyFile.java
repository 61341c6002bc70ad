package dev.muster.platform.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys for secrets: a text file with one key a line, each 32 bytes in base64, the newest first. Lines that begin with `#` are
/// comments. Every node of a house needs the same file.
public final class KeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);

  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private KeyFile() {}

  /// The keys in that file.
  ///
  /// @throws IllegalStateException when there is none in it, or a line is no key
  public static List<byte[]> read(Path file) {
    var keys = new ArrayList<byte[]>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        String text = line.strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          keys.add(key(text, file, number));
        }
      }
      warnOfReaders(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the key file " + file + " cannot be read", unreadable);
    }
    if (keys.isEmpty()) {
      throw new IllegalStateException("the key file " + file + " holds no key");
    }
    return keys;
  }

  private static byte[] key(String text, Path file, int number) {
    try {
      byte[] key = Base64.getDecoder().decode(text);
      if (key.length == Seal.KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      LOG.debug("line {} is not base64", number);
    }
    throw new IllegalStateException(
        "line %d of the key file %s is not %d bytes in base64"
            .formatted(number, file, Seal.KEY_BYTES));
  }

  /// A file that comes from an orchestrator's secret store may be readable by its group, so this is no reason to stand still.
  private static void warnOfReaders(Path file) throws IOException {
    if (posix()) {
      var readers = new java.util.TreeSet<>(Files.getPosixFilePermissions(file));
      readers.retainAll(OTHERS);
      if (!readers.isEmpty()) {
        LOG.warn("the key file {} is open to others ({}); chmod 600 closes it", file, readers);
      }
    }
  }

  /// Makes a file with one fresh key that only its owner may read; an existing file stays as it is.
  ///
  /// @param random must not be guessable
  public static void make(Path file, RandomGenerator random) {
    byte[] key = new byte[Seal.KEY_BYTES];
    random.nextBytes(key);
    String text =
        """
        # Keys for the secrets in Muster's database, newest first. Without them these secrets are lost: keep a copy.
        %s
        """
            .formatted(Base64.getEncoder().encodeToString(key));
    FileAttribute<?>[] closed =
        posix()
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      // Written beside it and moved into place, so that a crash cannot leave half a key.
      Path fresh = Files.createTempFile(folder, "secret", ".key", closed);
      try {
        Files.writeString(fresh, text, StandardOpenOption.TRUNCATE_EXISTING);
        Files.createLink(file, fresh); // fails when another process was quicker
      } finally {
        Files.delete(fresh);
      }
    } catch (FileAlreadyExistsException otherProcess) {
      LOG.debug("{} was made by another process", file);
    } catch (IOException failure) {
      throw new UncheckedIOException("the key file " + file + " cannot be made", failure);
    }
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
