package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/// Compares an answer with a file that a person has read. What differs from run to run (ids, times, keys, the port) is replaced by
/// its number of appearance. `-Dgolden.update=true` writes the files anew; then read them again.
public final class Golden {
  private static final Pattern ID = Pattern.compile("\"[A-Z][0-9A-Z]{13}\"|/[A-Z][0-9A-Z]{13}\\b");
  private static final Pattern TIME =
      Pattern.compile("\"\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?Z\"");
  private static final Pattern KEY = Pattern.compile("\"[0-9a-z]{32}\"");

  private Golden() {}

  /// @param name of the file below `src/test/resources`, beside the test's package, without `.json`
  public static void check(Class<?> test, String name, JsonNode answer) {
    String actual = steady(answer);
    Path file =
        Path.of("src/test/resources", test.getPackageName().replace('.', '/'), name + ".json");
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String steady(JsonNode answer) {
    String text =
        Json.mapper()
                .rebuild()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(answer)
                .replace("\r\n", "\n")
            + "\n";
    text = text.replaceAll("http://localhost:\\d+", "http://HOUSE");
    text = TIME.matcher(text).replaceAll("\"TIME\"");
    text = KEY.matcher(text).replaceAll("\"KEY\"");
    Map<String, String> numbers = new LinkedHashMap<>();
    return ID.matcher(text)
        .replaceAll(found -> {
          String whole = found.group();
          String id = whole.replaceAll("[\"/]", "");
          String number = numbers.computeIfAbsent(id, _ -> "ID" + (numbers.size() + 1));
          return whole.replace(id, number);
        });
  }
}
