package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A few of the kills that `./muster bench kill` does by the hundred.
class KillBenchTest {
  @Test
  void nothing_accepted_is_lost_or_doubled_by_kill_9(@TempDir Path folder) throws Exception {
    KillBench.Outcome outcome = KillBench.run(folder, 5, Long.getLong("seed", 20_261_121L));
    assertThat(outcome.accepted()).isPositive();
    assertThat(outcome)
        .extracting(KillBench.Outcome::lost, KillBench.Outcome::doubled, KillBench.Outcome::untold)
        .containsExactly(0, 0, 0);
  }
}
