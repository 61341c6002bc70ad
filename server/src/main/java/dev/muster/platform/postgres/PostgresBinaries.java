package dev.muster.platform.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// The server's programs, unpacked from the class path into a cache that all instances share. The
/// folder's name carries checksum and length of the archive, so two versions live side by side and
/// an update never touches the programs of a running server.
record PostgresBinaries(Path home) {

  /// Unpacks the archive of this machine's kind, unless that was done before.
  static PostgresBinaries unpackInto(Path cache) {
    var name = archiveName(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    URL archive = name == null ? null : PostgresBinaries.class.getResource("/" + name);
    if (name == null || archive == null) {
      throw new PostgresStartException(
          "There is no embedded PostgreSQL for %s on %s in this build. Start a PostgreSQL 17 or newer yourself and give its address by MUSTER_DATABASE_URL."
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    try {
      var home =
          cache.resolve(name.substring(0, name.length() - ".txz".length()) + "-" + key(archive));
      if (!Files.isDirectory(home)) {
        unpack(archive, cache, home);
      }
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new PostgresStartException(
          "The embedded PostgreSQL could not be unpacked into " + cache + ": " + e, e);
    }
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /// The major version this build carries, as it stands in a cluster's `PG_VERSION`; the archive
  /// itself does not say.
  static final String MAJOR = "18";

  static @Nullable String archiveName(String os, String arch) {
    var cpu =
        switch (arch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> null;
        };
    if (cpu == null) {
      return null;
    }
    var kind = os.toLowerCase(Locale.ROOT);
    if (kind.startsWith("linux")) {
      return "postgres-linux-" + cpu + ".txz";
    }
    if (kind.startsWith("mac")) {
      return "postgres-darwin-" + cpu + ".txz";
    }
    return null;
  }

  /// Inside a jar the directory of the jar knows checksum and length; else the bytes are read.
  private static String key(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      var entry = jar.getJarEntry();
      if (entry != null && entry.getCrc() >= 0) {
        return "%08x-%d".formatted(entry.getCrc(), entry.getSize());
      }
    }
    var sum = new CheckedInputStream(connection.getInputStream(), new CRC32());
    try (sum) {
      long length = sum.transferTo(java.io.OutputStream.nullOutputStream());
      return "%08x-%d".formatted(sum.getChecksum().getValue(), length);
    }
  }

  /// Unpacks beside the goal and renames at the end: a torn attempt is never taken for programs.
  private static void unpack(URL archive, Path cache, Path home) throws IOException {
    Files.createDirectories(cache);
    var attempt = Files.createTempDirectory(cache, "unpacking");
    try {
      try (InputStream raw = new BufferedInputStream(archive.openStream(), 1 << 16);
          var tar = new TarArchiveInputStream(new XZInputStream(raw))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpack(tar, entry, attempt);
        }
      }
      // The server runs as another user than root and must be able to read its own programs.
      Files.setPosixFilePermissions(attempt, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(attempt, home);
    } catch (IOException e) {
      Folders.delete(attempt);
      // Another instance was quicker; its copy is as good as ours.
      if (Files.isDirectory(home)
          && (e instanceof FileAlreadyExistsException
              || e instanceof java.nio.file.DirectoryNotEmptyException)) {
        return;
      }
      throw e;
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path into)
      throws IOException {
    var target = into.resolve(entry.getName()).normalize();
    if (!target.startsWith(into)) {
      throw new IOException("the archive reaches outside of its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else if (entry.isSymbolicLink()) {
      Files.createDirectories(target.getParent());
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.createDirectories(target.getParent());
      Files.copy(tar, target);
      var mode = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
    }
  }
}
