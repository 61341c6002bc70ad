package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.correlate.past.Rehearsal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A past that is played to an engine which learned from the rest of it.
class TownRehearsedTest {
  private static final Duration AGE = Duration.ofMinutes(15);

  @Test
  void incidents_of_the_past_are_grouped_by_what_the_rest_of_it_taught() {
    var town = new SampleTown(7);
    List<PastAlert> past = town.life(12);
    Map<String, PastAlert> byId = new HashMap<>();
    past.forEach(each -> byId.put(each.sighting().alertId(), each));
    List<Rehearsal.Case> cases = Rehearsal.play(SampleTown.topology(), past, List.of(), AGE);

    long incidents =
        past.stream().filter(each -> !each.isNoise()).map(PastAlert::incidentId).distinct().count();
    assertThat(cases.stream().map(Rehearsal.Case::incident).distinct().count())
        .isGreaterThan(incidents / 2);
    for (Rehearsal.Case one : cases) {
      long own =
          one.alerts().stream()
              .filter(id -> one.incident().equals(of(byId, id).incidentId()))
              .count();
      assertThat(own).isPositive();
      assertThat(one.alerts())
          .allSatisfy(
              id -> assertThat(of(byId, id).sighting().arrivedAt()).isBeforeOrEqualTo(one.at()));
    }
    assertThat(Rehearsal.play(SampleTown.topology(), past, List.of(), AGE)).isEqualTo(cases);
  }

  private static PastAlert of(Map<String, PastAlert> all, String id) {
    return Objects.requireNonNull(all.get(id));
  }

  @Test
  void a_short_past_is_not_rehearsed() {
    List<PastAlert> begun = new SampleTown(7).life(1).subList(0, 30);
    assertThat(Rehearsal.play(SampleTown.topology(), begun, List.of(), AGE)).isEmpty();
    assertThat(Rehearsal.play(SampleTown.topology(), List.of(), List.of(), AGE)).isEmpty();
  }
}
