package dev.muster.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SourceBookTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static SourceBook.State state(SourceBook book) {
    SourceBook.State state = book.state("I");
    if (state == null) {
      throw new AssertionError("it was not seen");
    }
    return state;
  }

  @Test
  void a_source_is_silent_when_it_pauses_longer_than_its_habit() {
    var book = new SourceBook(START);
    var random = new SplittableRandom(1);
    Instant at = START;
    for (int i = 0; i < 500; i++) {
      book.seen("I", 3, at);
      at = at.plusMillis(random.nextLong(50_000, 70_000));
    }
    Instant last = state(book).lastSeen();
    assertThat(state(book).events()).isEqualTo(1_500);
    assertThat(state(book).gap()).isBetween(Duration.ofSeconds(65), Duration.ofSeconds(85));
    assertThat(state(book).silentFor(last.plusSeconds(60))).isNull();
    assertThat(state(book).silentFor(last.plusSeconds(200))).isEqualTo(Duration.ofSeconds(200));
  }

  @Test
  void before_enough_is_known_nobody_is_silent() {
    var book = new SourceBook(START);
    book.seen("I", 1, START);
    book.seen("I", 1, START.plusSeconds(10));
    assertThat(state(book).silentFor(START.plus(Duration.ofDays(9)))).isNull();
  }

  @Test
  void what_was_stored_is_known_after_a_restart() {
    var book = new SourceBook(START);
    for (int i = 0; i < 100; i++) {
      book.seen("I", 1, START.plusSeconds(30L * i));
    }
    SourceBook.State before = book.changed().getFirst();
    Instant restarted = before.lastSeen().plus(Duration.ofHours(5));
    var after = new SourceBook(restarted);
    after.restore("I", before.events(), before.firstSeen(), before.lastSeen(), before.packed());
    assertThat(state(after).gap()).isEqualTo(before.gap());
    assertThat(state(after).lastSeen()).isEqualTo(before.lastSeen());
    assertThat(book.changed()).isEmpty();

    assertThat(state(after).silentFor(restarted.plusSeconds(95))).isNotNull();
    restarted = restarted.plusSeconds(90);
    after.opened(restarted);
    assertThat(state(after).silentFor(restarted.plusSeconds(20)))
        .as("nobody was there to hear it")
        .isNull();
    assertThat(SourceResource.words(state(after), null))
        .startsWith("It has not been heard of since Muster started, which is not long for it;");
    assertThat(state(after).silentFor(restarted.plusSeconds(90))).isEqualTo(Duration.ofSeconds(90));
    for (int i = 0; i < 3; i++) {
      after.seen("I", 1, restarted.plusSeconds(100 + 30L * i));
    }
    assertThat(state(after).gap())
        .as("the time in which it could not be heard is no pause of its own")
        .isEqualTo(before.gap());
    assertThat(state(after).silentFor(restarted.plusSeconds(170))).isNull();
  }
}
