package dev.muster.correlate;

import static dev.muster.correlate.EngineHouse.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.engine.numbers.Occurrence;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which inputs of the engine are let go, and what they leave behind.
class PostgresAutomaticRepositoryTest {
  private final PostgresAutomaticRepository store =
      new PostgresAutomaticRepository(TestDatabase.with("correlate"));

  private static Instant at(int hours) {
    return START.plus(Duration.ofHours(hours));
  }

  private static Mind.Input opened(String id, Instant at) {
    return new Mind.Input.Opened(
        new AlertSighting(
            id, at, at, "watch", "slow", "host-1", null, null, "slow", Severity.ERROR, Map.of()),
        "S1",
        "I1",
        "key",
        null);
  }

  private static Mind.Input changed(String id, Instant at, @Nullable Instant until) {
    return new Mind.Input.Changed(
        new ChangeSighting(
            id,
            at,
            at,
            "work",
            "pipeline",
            null,
            "host-1",
            null,
            until == null ? null : at,
            until,
            Map.of()),
        at);
  }

  private static AutomaticRepository.Taken taken(Mind.Input input, @Nullable Occurrence came) {
    return new AutomaticRepository.Taken(input, input.at(), came);
  }

  private List<Mind.Input> kept() {
    var kept = new ArrayList<Mind.Input>();
    store.replay(taken -> kept.add(taken.input()));
    return kept;
  }

  @Test
  void what_matters_no_more_is_let_go_and_leaves_behind_when_it_came() {
    assertThat(store.latest()).isEmpty();
    var early = new Occurrence(-5, Long.MIN_VALUE, at(1).toEpochMilli());
    Mind.Input late = opened("A2", at(9));
    Mind.Input fresh = changed("C2", at(8), null);
    Mind.Input planned = changed("C3", at(0), at(12));
    Mind.Input living = new Mind.Input.Claimed("~0.1", "P1", false, at(1));
    Mind.Input young = new Mind.Input.Claimed("~0.3", "P3", false, at(8));
    store.add(
        1,
        List.of(
            taken(planned, null),
            taken(changed("C1", at(0), null), null),
            taken(changed("C4", at(0), at(3)), null),
            taken(opened("A1", at(1)), early),
            taken(living, null),
            taken(new Mind.Input.Claimed("~0.2", "P2", true, at(2)), null),
            taken(new Mind.Input.Resolved("A1", at(2)), null),
            taken(new Mind.Input.Placed("A1", "P1", at(3)), null),
            taken(fresh, null),
            taken(young, null),
            taken(late, new Occurrence(7, 8, at(9).toEpochMilli()))));
    assertThat(store.latest()).contains(at(9));

    var left = new ArrayList<Occurrence>();
    assertThat(store.letGo(at(6), at(5), Set.of("~0.1"), left::add)).isEqualTo(6);
    assertThat(left).containsExactly(early);
    assertThat(kept()).containsExactly(planned, living, fresh, young, late);
    assertThat(store.letGo(at(6), at(5), Set.of("~0.1"), left::add)).isZero();

    assertThat(store.letGo(at(30), at(30), null, left::add)).isEqualTo(3);
    assertThat(kept()).as("nobody knows which are worth it").containsExactly(living, young);
  }

  @Test
  void more_than_are_written_or_let_go_at_once_stay_in_order() {
    var many = new ArrayList<AutomaticRepository.Taken>();
    int count = 20_500;
    for (int i = 0; i < count; i++) {
      Instant at = START.plusSeconds(i);
      many.add(taken(opened("A" + i, at), new Occurrence(i, 1, at.toEpochMilli())));
    }
    store.add(1, many);
    assertThat(store.inputs()).isEqualTo(count);
    var left = new ArrayList<Occurrence>();
    Instant all = START.plusSeconds(count - 10);
    assertThat(store.letGo(all, all, Set.of(), left::add)).isEqualTo(count - 10);
    assertThat(left).extracting(Occurrence::kind).isSorted().hasSize(count - 10);
    assertThat(kept()).hasSize(10).first().isEqualTo(many.get(count - 10).input());
  }
}
