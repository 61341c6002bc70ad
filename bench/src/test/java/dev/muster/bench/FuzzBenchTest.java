package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/// A few of the damaged bodies that `./muster bench fuzz` sends by the hundred thousand.
class FuzzBenchTest {
  @Test
  void no_damaged_body_is_a_fault_of_the_server_or_takes_a_sound_one_with_it() throws Exception {
    assertThat(FuzzBench.run(250, 4, Long.getLong("seed", 20_261_121L), Set.of()))
        .as("every body answered with a reason and every sound one found, as printed")
        .isTrue();
  }
}
