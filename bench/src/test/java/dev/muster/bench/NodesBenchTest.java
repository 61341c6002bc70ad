package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A few of the losses that `./muster bench nodes` does by the dozen.
class NodesBenchTest {
  @Test
  void nothing_accepted_is_lost_or_doubled_when_nodes_are_lost(@TempDir Path folder)
      throws Exception {
    KillBench.Outcome outcome =
        NodesBench.run(folder, 2, 3, Long.getLong("seed", 20_261_121L)).events();
    assertThat(outcome.accepted()).isPositive();
    assertThat(outcome)
        .extracting(KillBench.Outcome::lost, KillBench.Outcome::doubled, KillBench.Outcome::untold)
        .containsExactly(0, 0, 0);
  }
}
