package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @Test
  void flags_come_with_a_space_or_an_equals_sign() {
    assertThat(parse("--port", "8090", "--machine-port=0", "--mail.host=smtp.example.com"))
        .contains(
            "--muster.port=8090", "--muster.machine-port=0", "--muster.mail.host=smtp.example.com");
  }

  @Test
  void a_full_name_is_fine_too() {
    assertThat(parse("--muster.port=1")).contains("--muster.port=1");
  }

  @Test
  void a_switch_needs_no_value() {
    assertThat(parse("--strict-intake", "--port=1")).contains("--muster.strict-intake=true");
    assertThat(parse("--strict-intake", "false")).contains("--muster.strict-intake=false");
  }

  @Test
  void the_framework_s_own_flags_pass() {
    assertThat(parse("--logging.level.root=debug")).contains("--logging.level.root=debug");
  }

  @Test
  void what_makes_no_sense_is_refused_with_help() {
    assertThatThrownBy(() -> parse("--prot=1"))
        .isInstanceOf(CommandLine.UsageException.class)
        .hasMessageContaining("--prot")
        .hasMessageContaining("--port");
    assertThatThrownBy(() -> parse("--port"))
        .isInstanceOf(CommandLine.UsageException.class)
        .hasMessageContaining("needs a value");
    assertThatThrownBy(() -> parse("run")).isInstanceOf(CommandLine.UsageException.class);
  }

  @Test
  void the_file_of_settings_lies_beside_the_data_or_is_named(@TempDir Path folder)
      throws IOException {
    assertThat(parse("--data=" + folder).getFirst())
        .contains("optional:file:./muster.yaml")
        .endsWith("optional:file:" + folder.resolve("muster.yaml"));
    var file = Files.writeString(folder.resolve("other.yaml"), "muster:\n  port: 1\n");
    assertThat(parse("--config", file.toString()).getFirst())
        .isEqualTo("--spring.config.location=file:" + file);
    assertThatThrownBy(() -> parse("--config=/nowhere.yaml"))
        .isInstanceOf(CommandLine.UsageException.class)
        .hasMessageContaining("/nowhere.yaml");
  }

  private static java.util.List<String> parse(String... arguments) {
    return CommandLine.parse(arguments, Map.of()).springArguments();
  }
}
