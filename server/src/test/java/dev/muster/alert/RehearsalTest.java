package dev.muster.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.engine.TestClock;
import dev.muster.signal.IntakeSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void ends_when_everything_was_called_and_not_when_the_time_is_over() {
    var usual = IntakeSettings.usual();
    var patient =
        new IntakeSettings(
            usual.machinePort(),
            usual.machineHost(),
            usual.strict(),
            usual.perKeyPerMinute(),
            usual.bodyLimit(),
            usual.batchBodyLimit(),
            usual.tapeAge(),
            usual.tapeBytes(),
            usual.changeAge(),
            Duration.ofHours(1),
            usual.writers());
    assertThat(Rehearsal.run(patient, new TestClock()))
        .isEqualTo(Rehearsal.INSIDE + Rehearsal.OUTSIDE);
  }

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
