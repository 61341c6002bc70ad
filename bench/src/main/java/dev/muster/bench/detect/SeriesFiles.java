package dev.muster.bench.detect;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The CSV files below a folder, links followed.
///
/// @param files in the order of their names
/// @param unread in words, what could not be looked into
record SeriesFiles(List<Path> files, List<String> unread) {
  /// @param without the real path of a folder that is left out; null for none
  static SeriesFiles below(Path folder, @Nullable Path without) throws IOException {
    var files = new ArrayList<Path>();
    var unread = new ArrayList<String>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes)
              throws IOException {
            return leftOut(inner) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()
                && file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")
                && !leftOut(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) {
            // a link back to a folder above leads to nothing that is not found anyway
            return why instanceof FileSystemLoopException
                ? FileVisitResult.CONTINUE
                : failed(file, why);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException why) {
            return why == null ? FileVisitResult.CONTINUE : failed(inner, why);
          }

          private FileVisitResult failed(Path path, IOException why) {
            unread.add(path + " is passed over: " + why);
            return FileVisitResult.CONTINUE;
          }

          private boolean leftOut(Path path) throws IOException {
            return without != null && path.toRealPath().startsWith(without);
          }
        });
    files.sort(null);
    return new SeriesFiles(List.copyOf(files), List.copyOf(unread));
  }
}
