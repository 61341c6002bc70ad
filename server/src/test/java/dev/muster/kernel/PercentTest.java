package dev.muster.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentTest {
  @Test
  void nearly_nothing_is_not_nothing_and_nearly_all_is_not_all() {
    assertThat(Percent.words(0)).isEqualTo("0 %");
    assertThat(Percent.words(0.004)).isEqualTo("under 1 %");
    assertThat(Percent.words(0.07)).isEqualTo("7 %");
    assertThat(Percent.words(0.99)).isEqualTo("99 %");
    assertThat(Percent.words(0.996)).isEqualTo("over 99 %");
    assertThat(Percent.words(1)).isEqualTo("100 %");
  }
}
