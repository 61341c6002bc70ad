package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Trust;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.postgres.TestLocks;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresLikenessWordsTest {
  private static final Instant AT = Instant.parse("2026-03-02T10:15:30Z");

  private final Database database = TestDatabase.with("correlate");
  private final PostgresLikenessWords store = new PostgresLikenessWords(database);
  private int seconds;

  private void say(String incident, String past, String verdict, @Nullable Integer place) {
    store.say(word(incident, past, verdict, place));
  }

  private PostgresWords.Word word(
      String incident, String past, String verdict, @Nullable Integer place) {
    return new PostgresWords.Word(
        incident,
        past,
        "Full disk",
        verdict,
        place,
        place == null ? null : 0.8,
        true,
        "U1",
        AT.plusSeconds(seconds++));
  }

  @Test
  void the_same_said_twice_at_once_is_kept_once() throws Exception {
    PostgresWords.Word word = word("I1", "p1", "right", 1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Boolean> other =
          database.inTransaction(() -> {
            assertThat(store.sayOnce(word)).isTrue();
            var same =
                CompletableFuture.supplyAsync(
                    () -> database.inTransaction(() -> store.sayOnce(word)), threads);
            TestLocks.untilStuck(database, same);
            return same;
          });
      assertThat(other.get(60, TimeUnit.SECONDS)).isFalse();
    }
    assertThat(store.count()).isEqualTo(1);
    assertThat(database.inTransaction(() -> store.sayOnce(word("I1", "p1", "wrong", 1)))).isTrue();
    assertThat(database.inTransaction(() -> store.sayOnce(word("I1", "p2", "withdrawn", 2))))
        .as("nothing was said that could be withdrawn")
        .isFalse();
  }

  @Test
  void one_of_the_three_that_are_shown_is_enough() {
    say("I1", "p1", "wrong", 1);
    assertThat(store.trust()).isEqualTo(new Trust(0, 1));
    say("I1", "p3", "right", 3);
    assertThat(store.trust()).as("the third was it").isEqualTo(new Trust(1, 0));
    say("I2", "p4", "right", 4);
    assertThat(store.trust()).as("nobody saw the fourth").isEqualTo(new Trust(1, 1));
    say("I3", "p9", "wrong", 5);
    assertThat(store.trust()).as("the fifth says nothing").isEqualTo(new Trust(1, 1));
    say("I1", "p3", "withdrawn", 3);
    assertThat(store.trust()).isEqualTo(new Trust(0, 2));
    assertThat(store.count()).isEqualTo(5);
    assertThat(store.lately(2))
        .extracting(PostgresWords.Word::verdict)
        .containsExactly("withdrawn", "wrong");
    assertThat(store.standing("I1").keySet()).containsExactly("p1");
  }
}
