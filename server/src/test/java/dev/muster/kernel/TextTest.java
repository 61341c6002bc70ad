package dev.muster.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void what_no_database_keeps_is_replaced() {
    assertThat(Text.clean("plain")).isEqualTo("plain");
    assertThat(Text.clean("a\uD83D\uDE00b\uDE00\u0000")).isEqualTo("a\uD83D\uDE00b\uFFFD\uFFFD");
  }

  @Test
  void a_line_has_so_many_characters_as_people_count_them() {
    assertThat(Text.line(" two\n\tlines ", 9)).isEqualTo("two lines");
    assertThat(Text.line("two lines", 8)).isEqualTo("two lin…");
    assertThat(Text.line("\uD83D\uDE00\uD83D\uDE00", 2)).isEqualTo("\uD83D\uDE00\uD83D\uDE00");
    assertThat(Text.line("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 2)).isEqualTo("\uD83D\uDE00…");
  }
}
