package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// docs/settings.md is written by this test: run it with -Dupdate-docs after changing a setting.
class SettingsDocumentTest {
  @Test
  void the_reference_says_what_the_code_says() throws IOException {
    var page = Path.of("..", "docs", "settings.md");
    var expected = render(described());
    if (System.getProperty("update-docs") != null) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, expected);
    }
    assertThat(Files.readString(page))
        .as(
            "docs/settings.md is out of date; write it anew: mvn -pl ui,server -DskipUi test"
                + " -Dtest=SettingsDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dupdate-docs")
        .isEqualTo(expected);
  }

  @Test
  void every_setting_is_described() throws IOException {
    var described = described();
    assertThat(described.keySet()).containsExactlyInAnyOrderElementsOf(SettingNames.all().keySet());
    described.forEach(
        (name, node) -> assertThat(node.path("description").asString("")).as(name).endsWith("."));
  }

  private static Map<String, JsonNode> described() throws IOException {
    var metadata = Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json");
    var found = new TreeMap<String, JsonNode>();
    for (var node : JsonMapper.shared().readTree(Files.readString(metadata)).path("properties")) {
      var name = node.path("name").asString();
      if (name.startsWith("muster.")) {
        found.put(name.substring("muster.".length()), node);
      }
    }
    return found;
  }

  private static String render(Map<String, JsonNode> settings) {
    var page = new StringBuilder();
    page.append(
        """
        # Settings

        Every setting can be given in three ways; the first one found wins:

        1. as a flag: `./muster run --port 8090` or `--port=8090`
        2. as an environment variable: `MUSTER_PORT=8090`
        3. in a file: `muster.yaml` in the working folder or in the data folder, or the file named by
           `--config FILE` or `MUSTER_CONFIG`, with the names below `muster:`

           ```yaml
           muster:
             port: 8090
             mail:
               host: smtp.example.com
           ```

        A name that Muster does not know is refused as a flag, and warned about in a file or variable.
        The launcher itself reads `MUSTER_JAVA_HOME` (a JDK 25 or newer) and `MUSTER_JAVA_OPTS`
        (options added to the Java command, for example `-Xmx4g`).

        This page is generated from the source; `SettingsDocumentTest` says how.

        | setting | variable | default | meaning |
        |---|---|---|---|
        """);
    var inOrder = new TreeMap<String, JsonNode>(SettingsDocumentTest::simpleFirst);
    inOrder.putAll(settings);
    inOrder.forEach((name, node) -> {
      var value = node.path("defaultValue").asString("");
      page.append(
          "| `%s` | `%s` | %s | %s |%n"
              .formatted(
                  name,
                  SettingNames.variable(name),
                  value.isEmpty() ? "" : "`" + value + "`",
                  node.path("description").asString("").replace("|", "\\|")));
    });
    return page.toString();
  }

  private static int simpleFirst(String one, String other) {
    int groups = Boolean.compare(one.contains("."), other.contains("."));
    return groups != 0 ? groups : one.compareTo(other);
  }
}
