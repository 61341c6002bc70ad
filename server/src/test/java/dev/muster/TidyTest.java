package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tree is tidy, and each check can fail.
class TidyTest {
  /// Classes as long as this do too much.
  private static final int MOST_LINES = 600;

  private static final String MAIN = "server/src/main";

  /// Written apart, so that this file does not find itself.
  private static final Pattern LEFT_OVER =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b|@Disa" + "bled\\b|\\bit\\.sk" + "ip\\(");

  private static final Pattern TABLE =
      Pattern.compile(
          "\\b(?:from|join|into|update|table|on|exists|truncate|using|references|schema|only)\\s+\"?("
              + String.join("|", HouseRules.ORDER)
              + ")\"?\\.[a-z_]");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  /// Folders of what is made and not written.
  private static final Set<String> MADE = Set.of("node_modules", "target", ".git", "dist");

  private static final Path ROOT = root();

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("server/pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("not inside the project");
      }
    }
    return folder;
  }

  private static List<Path> files(Path folder, String... endings) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    var found = new ArrayList<Path>();
    try {
      // What is made by a build comes and goes meanwhile, so those folders are not even entered.
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
              return !inner.equals(folder) && MADE.contains(inner.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()
                  && Stream.of(endings).anyMatch(file.toString()::endsWith)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Collections.sort(found);
    return found;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  /// R9: packages of main sources without a sign, or without nulls being off by default.
  static List<String> withoutSign(Path root) {
    var packages = new HashSet<Path>();
    files(root.resolve(MAIN), ".java").forEach(file -> packages.add(file.getParent()));
    return packages.stream()
        .filter(folder -> {
          Path sign = folder.resolve("package-info.java");
          return !Files.exists(sign)
              || lines(sign).stream().noneMatch(line -> line.startsWith("@NullMarked"))
              || lines(sign).stream().noneMatch(line -> line.startsWith("///"));
        })
        .map(folder -> root.relativize(folder).toString())
        .sorted()
        .toList();
  }

  /// R10: lines of a room that name a table of another room.
  static List<String> foreignTables(Path root) {
    var found = new ArrayList<String>();
    for (String room : HouseRules.ORDER) {
      Set<String> own = Set.of(room);
      for (String folder : List.of("java", "resources")) {
        for (Path file :
            files(root.resolve(MAIN).resolve(folder + "/dev/muster/" + room), ".java", ".sql")) {
          int number = 0;
          for (String line : lines(file)) {
            number++;
            if (line.strip().startsWith("//")
                || line.strip().startsWith("import ")
                || line.strip().startsWith("--")) {
              continue;
            }
            var table = TABLE.matcher(line);
            while (table.find()) {
              if (!own.contains(table.group(1))) {
                found.add(root.relativize(file) + ":" + number + " " + line.strip());
              }
            }
          }
        }
      }
    }
    return found;
  }

  static List<String> leftOver(Path root) {
    var found = new ArrayList<String>();
    for (String folder : List.of("server/src", "drill/src", "bench/src", "ui/src", "docs", ".ci")) {
      for (Path file : files(root.resolve(folder), ".java", ".sql", ".ts", ".tsx", ".md", ".sh")) {
        int number = 0;
        for (String line : lines(file)) {
          number++;
          if (LEFT_OVER.matcher(line).find()) {
            found.add(root.relativize(file) + ":" + number + " " + line.strip());
          }
        }
      }
    }
    return found;
  }

  static List<String> deadLinks(Path root) {
    var found = new ArrayList<String>();
    for (Path file : files(root, ".md")) {
      boolean code = false;
      for (String line : lines(file)) {
        code ^= line.startsWith("```");
        var link = LINK.matcher(line);
        while (!code && link.find()) {
          String target = link.group(1).replaceFirst("#.*", "");
          if (target.isEmpty() || target.matches("[a-z]+:.*") || target.startsWith("/")) {
            continue;
          }
          if (!Files.exists(file.resolveSibling(target))) {
            found.add(root.relativize(file) + " -> " + target);
          }
        }
      }
    }
    return found;
  }

  static List<String> tooLong(Path root) {
    var found = new ArrayList<String>();
    for (Path file : files(root.resolve(MAIN), ".java")) {
      long code =
          lines(file).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("//"))
              .count();
      if (code > MOST_LINES) {
        found.add(root.relativize(file) + " has " + code + " lines of code");
      }
    }
    return found;
  }

  @Test
  void every_package_has_a_sign() {
    assertThat(withoutSign(ROOT)).isEmpty();
  }

  @Test
  void a_room_names_only_its_own_tables() {
    assertThat(foreignTables(ROOT)).isEmpty();
  }

  @Test
  void nothing_is_left_over_and_nothing_is_skipped() {
    assertThat(leftOver(ROOT)).isEmpty();
  }

  @Test
  void links_in_documents_lead_somewhere() {
    assertThat(deadLinks(ROOT)).isEmpty();
  }

  @Test
  void no_class_is_too_long() {
    assertThat(tooLong(ROOT)).isEmpty();
  }

  @Test
  void each_check_can_fail(@TempDir Path root) throws IOException {
    Path room = Files.createDirectories(root.resolve(MAIN + "/java/dev/muster/alert"));
    Path migrations =
        Files.createDirectories(root.resolve(MAIN + "/resources/dev/muster/alert/migrations"));
    Files.writeString(
        room.resolve("Bad.java"),
        "// TO"
            + "DO later\nclass Bad { String sql = \"select 1 from mobilize.page\"; }\n"
            + "int x;\n".repeat(MOST_LINES));
    Files.writeString(
        migrations.resolve("V1__x.sql"),
        "create table alert.ok (id text);\ncreate table catalog.bad (id text);\n");
    Files.writeString(root.resolve("README.md"), "[there](docs/there.md) [web](https://x.y/)\n");
    assertThat(withoutSign(root)).containsExactly(MAIN + "/java/dev/muster/alert");
    assertThat(foreignTables(root)).hasSize(2);
    assertThat(leftOver(root)).hasSize(1);
    assertThat(deadLinks(root)).containsExactly("README.md -> docs/there.md");
    assertThat(tooLong(root)).hasSize(1);
    Files.writeString(
        room.resolve("package-info.java"), "/// Alerts.\n@NullMarked\npackage dev.muster.alert;\n");
    assertThat(withoutSign(root)).isEmpty();
  }
}
