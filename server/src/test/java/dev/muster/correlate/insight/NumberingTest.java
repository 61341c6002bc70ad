package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberingTest {
  @Test
  void things_are_numbered_as_they_are_met_and_forgotten_when_it_is_cleared() {
    var numbers = new Numbering(200);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        numbers.meet(199 - i);
        numbers.meet(199);
      }
      assertThat(numbers.size()).isEqualTo(100);
      assertThat(numbers.of(199)).isZero();
      assertThat(numbers.of(150)).isEqualTo(49);
      assertThat(numbers.thing(49)).isEqualTo(150);
      assertThat(numbers.of(99)).isNegative();
      numbers.clear();
      assertThat(numbers.size()).isZero();
      assertThat(numbers.of(199)).isNegative();
    }
  }
}
