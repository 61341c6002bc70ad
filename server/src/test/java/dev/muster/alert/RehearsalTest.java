package dev.muster.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.engine.TestClock;
import dev.muster.signal.IntakeSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void goes_through_and_leaves_nothing_behind() {
    var clock = new TestClock();
    var usual = IntakeSettings.usual();
    assertThat(Rehearsal.run(usual, clock)).isPositive();
    var none =
        new IntakeSettings(
            -1, "", false, 0, 1, 1, usual.tapeAge(), 0, usual.changeAge(), Duration.ZERO, 1);
    assertThat(Rehearsal.run(none, clock)).isZero();
  }
}
