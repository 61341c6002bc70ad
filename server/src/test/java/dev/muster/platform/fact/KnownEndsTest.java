package dev.muster.platform.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownEndsTest {
  private static final Place LEFT = new Place("left", 0);
  private static final Place RIGHT = new Place("right", 0);
  private static final Set<String> BOTH = Set.of("left", "right");

  private final AtomicLong nanos = new AtomicLong();
  private final KnownEnds ends = new KnownEnds(Duration.ofSeconds(1), nanos::get);

  /// What the database says.
  private final Map<Place, Long> said = new HashMap<>();

  private Map<Place, Long> look() {
    return ends.look(BOTH, () -> Map.copyOf(said));
  }

  private void commit(Place place, long last) {
    said.put(place, last);
    ends.committed(Map.of(place, last));
  }

  @Test
  void knows_nothing_before_the_first_look_and_what_was_committed_since() {
    assertThat(ends.known(BOTH)).isNull();
    said.put(LEFT, 4L);
    assertThat(look()).isEqualTo(Map.of(LEFT, 4L));
    ends.open();
    commit(RIGHT, 2);
    assertThat(ends.known(BOTH)).isEqualTo(Map.of(LEFT, 4L, RIGHT, 2L));
    assertThat(ends.known(Set.of("right"))).isEqualTo(Map.of(RIGHT, 2L));
  }

  @Test
  void answers_nothing_while_the_database_may_show_more() {
    look();
    ends.open();
    ends.open();
    assertThat(ends.known(BOTH)).isNull();
    commit(RIGHT, 1); // it may be an effect of what the other one commits now
    assertThat(ends.known(BOTH)).isNull();
    ends.rolledBack();
    assertThat(ends.known(BOTH)).isEqualTo(Map.of(RIGHT, 1L));
  }

  @Test
  void a_look_tells_of_its_moment_and_what_is_committed_meanwhile_is_kept() {
    ends.open();
    Map<Place, Long> found =
        ends.look(
            BOTH,
            () -> {
              var moment = Map.copyOf(said);
              commit(RIGHT, 3);
              return moment;
            });
    assertThat(found).isEmpty();
    assertThat(ends.known(BOTH)).isEqualTo(Map.of(RIGHT, 3L));
  }

  @Test
  void a_look_is_good_for_a_while() {
    look();
    nanos.set(Duration.ofMillis(999).toNanos());
    assertThat(ends.known(BOTH)).isEmpty();
    nanos.set(Duration.ofSeconds(1).toNanos());
    assertThat(ends.known(BOTH)).isNull();
    said.put(LEFT, 7L);
    look();
    assertThat(ends.known(BOTH)).isEqualTo(Map.of(LEFT, 7L));
  }

  @Test
  void after_an_end_without_a_word_it_looks_again() {
    look();
    ends.open();
    ends.look(
        BOTH,
        () -> {
          ends.unknown();
          return Map.of();
        });
    assertThat(ends.known(BOTH)).isNull();
    said.put(LEFT, 1L);
    look();
    assertThat(ends.known(BOTH)).isEqualTo(Map.of(LEFT, 1L));
  }

  @Test
  void without_trust_it_looks_each_time() {
    var never = new KnownEnds(Duration.ZERO, nanos::get);
    never.look(BOTH, Map::of);
    assertThat(never.known(BOTH)).isNull();
  }
}
