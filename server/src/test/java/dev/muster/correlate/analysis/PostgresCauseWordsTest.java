package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Trust;
import dev.muster.platform.db.TestDatabase;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresCauseWordsTest {
  private static final Instant AT = Instant.parse("2026-03-02T10:15:30Z");

  private final PostgresCauseWords store = new PostgresCauseWords(TestDatabase.with("correlate"));
  private int seconds;

  private void say(String incident, String entity, String verdict, @Nullable Integer place) {
    say(incident, entity, verdict, place, true);
  }

  private void say(
      String incident, String entity, String verdict, @Nullable Integer place, boolean suggested) {
    store.say(
        new PostgresWords.Word(
            incident,
            entity,
            entity,
            verdict,
            place,
            place == null ? null : 0.5,
            suggested,
            "U1",
            AT.plusSeconds(seconds++)));
  }

  @Test
  void an_incident_counts_once_in_the_trust() {
    say("I1", "a", "wrong", 1);
    say("I1", "b", "right", 2);
    assertThat(store.trust()).as("the first rejected, another named").isEqualTo(new Trust(0, 1));
    say("I2", "a", "right", 1);
    say("I2", "b", "right", null);
    assertThat(store.trust()).as("the first confirmed, and another too").isEqualTo(new Trust(1, 1));
    say("I3", "x", "right", null);
    assertThat(store.trust()).as("only something else broke").isEqualTo(new Trust(1, 2));
    say("I4", "x", "right", null, false);
    assertThat(store.trust()).as("Muster had named nothing").isEqualTo(new Trust(1, 2));
    say("I5", "b", "wrong", 2);
    assertThat(store.trust()).as("the second says nothing").isEqualTo(new Trust(1, 2));
    say("I3", "x", "withdrawn", null);
    assertThat(store.trust()).isEqualTo(new Trust(1, 1));
    assertThat(store.count()).isEqualTo(8);
  }

  @Test
  void the_last_word_about_an_entity_counts_and_of_several_causes_the_last_named() {
    say("I1", "a", "right", 1);
    say("I1", "b", "right", 2);
    say("I1", "a", "withdrawn", 1);
    say("I1", "a", "right", 1);
    assertThat(store.standing("I1").keySet()).containsExactly("b", "a");
    assertThat(store.confirmed(AT)).isEqualTo(Map.of("I1", "a"));
    say("I2", "c", "right", 1);
    say("I2", "c", "wrong", 1);
    say("I2", "d", "wrong", 2);
    say("I3", "c", "wrong", 1);
    say("I3", "c", "withdrawn", 1);
    assertThat(store.rejected(AT)).isEqualTo(Map.of("I2", Set.of("c", "d")));
  }
}
