package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A few of the kills that `./muster bench kill` does by the hundred.
class KillBenchTest {
  @ParameterizedTest
  @EnumSource
  void nothing_accepted_is_lost_or_doubled_by_kill_9(KillBench.Victim victim, @TempDir Path folder)
      throws Exception {
    int times =
        switch (victim) {
          case MUSTER -> 5;
          case DATABASE -> 2; // the whole server, and one of its processes
        };
    KillBench.Outcome outcome =
        KillBench.run(folder, victim, times, Long.getLong("seed", 20_261_121L));
    assertThat(outcome.accepted()).isPositive();
    assertThat(outcome)
        .extracting(KillBench.Outcome::lost, KillBench.Outcome::doubled, KillBench.Outcome::untold)
        .containsExactly(0, 0, 0);
  }
}
