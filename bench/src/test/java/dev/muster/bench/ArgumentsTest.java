package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class ArgumentsTest {
  private static final class Options extends Arguments {
    @Option(names = "--times", description = "How often.")
    private int times = 3;
  }

  private static Options read(String... arguments) {
    return Arguments.read("nap", new Options(), arguments);
  }

  @Test
  void what_is_not_given_is_as_usual() {
    assertThat(read().times).isEqualTo(3);
    assertThat(read("--times", "7").times).isEqualTo(7);
  }

  @Test
  void what_is_mistyped_is_named_and_nothing_is_measured() {
    for (String[] wrong :
        new String[][] {{"--tmes", "7"}, {"--times"}, {"--times", "often"}, {"seven"}}) {
      assertThatThrownBy(() -> Arguments.line("nap", new Options()).parseArgs(wrong))
          .isInstanceOf(ParameterException.class)
          .hasMessageContaining(wrong[0]);
    }
  }

  @Test
  void help_lists_the_options_with_what_is_usual() {
    assertThat(Arguments.line("nap", new Options()).getUsageMessage())
        .contains("./muster bench nap", "--times", "How often.", "Default: 3");
  }
}
