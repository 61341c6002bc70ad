package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An engine that goes on from what was learned knows when things came as well as one that lived through all of it, however little of it
/// it is told again.
class HabitsTest {
  private static final int DAYS = 6;

  private static CorrelationEngine engine(LearnedModel model) {
    return new CorrelationEngine(
        SampleTown.topology(), model, EngineSettings.defaults(), n -> "I" + n);
  }

  private static double noise(CorrelationEngine engine, AlertSighting sighting) {
    engine.opened(sighting, sighting.arrivedAt());
    return engine.noiseOf(sighting.alertId());
  }

  @Test
  void what_comes_by_the_clock_is_known_without_being_told_again() {
    List<PastAlert> past = new SampleTown(7).life(DAYS);
    List<PastAlert> older = past.subList(0, past.size() / 2);
    LearnedModel model =
        Learner.learn(
            SampleTown.topology(),
            past.subList(past.size() / 2, past.size()),
            older::forEach,
            List.of(),
            Progress.UNHEARD);

    CorrelationEngine lived = engine(model.withoutHabits());
    past.forEach(each -> lived.opened(each.sighting(), each.sighting().arrivedAt()));
    CorrelationEngine stranger = engine(model.withoutHabits());
    CorrelationEngine learned = engine(LearnedModel.read(model.write()));

    Instant next = SampleTown.START.plus(Duration.ofDays(DAYS)).plusSeconds(30);
    AlertSighting strike =
        SampleTown.alert("next", next, SampleTown.name(3, 1), "clock_strikes", Severity.WARNING);
    AlertSighting slow =
        SampleTown.alert(
            "slow", next.plusSeconds(5), SampleTown.name(3, 1), "answers_slow", Severity.ERROR);
    for (AlertSighting each : List.of(strike, slow)) {
      double known = noise(lived, each);
      assertThat(noise(learned, each)).as(each.summary()).isCloseTo(known, within(1e-6));
      assertThat(noise(stranger, each)).as(each.summary()).isNotCloseTo(known, within(1e-4));
    }
  }

  @Test
  void what_came_stays_known_of_alerts_that_are_forgotten() {
    List<PastAlert> past = new SampleTown(7).life(DAYS);
    LearnedModel model = Learner.learn(SampleTown.topology(), past, List.of()).withoutHabits();
    CorrelationEngine lived = engine(model);
    var came = new Recurrences();
    for (PastAlert each : past) {
      lived.opened(each.sighting(), each.sighting().arrivedAt());
      lived.occurrenceOf(each.sighting().alertId()).orElseThrow().countIn(came);
    }
    CorrelationEngine anew = engine(model);
    anew.goOn(Recurrences.unpacked(came.packed()));
    CorrelationEngine stranger = engine(model);

    AlertSighting strike =
        SampleTown.alert(
            "next",
            SampleTown.START.plus(Duration.ofDays(DAYS)).plusSeconds(30),
            SampleTown.name(3, 1),
            "clock_strikes",
            Severity.WARNING);
    double known = noise(lived, strike);
    assertThat(noise(anew, strike)).isCloseTo(known, within(1e-6));
    assertThat(noise(stranger, strike)).isNotCloseTo(known, within(1e-4));
    assertThat(anew.occurrenceOf("nobody")).isEmpty();
  }

  @Test
  void a_day_of_the_week_says_something_once_each_has_been_seen() {
    for (int days : new int[] {6, 8}) {
      LearnedModel model =
          Learner.learn(SampleTown.topology(), new SampleTown(7).life(days), List.of());
      LearnedModel kept = LearnedModel.read(model.write());
      assertThat(kept.experience.weekdays).as("after %d days", days).isEqualTo(days > 7);
    }
  }

  @Test
  void an_hour_of_the_day_says_something_once_it_was_seen_on_three_days() {
    for (int days : new int[] {2, 4}) {
      LearnedModel model =
          Learner.learn(SampleTown.topology(), new SampleTown(7).life(days), List.of());
      LearnedModel kept = LearnedModel.read(model.write());
      assertThat(kept.experience.hours).as("after %d days", days).isEqualTo(days > 3);
    }
  }
}
