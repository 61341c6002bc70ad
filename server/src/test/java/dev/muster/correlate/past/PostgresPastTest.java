package dev.muster.correlate.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresPastTest {
  private static final Instant AT = Instant.parse("2026-03-02T10:15:30Z");
  private final PastStore store = new PostgresPast(TestDatabase.with("correlate"));

  @Test
  void what_the_past_looked_like_is_kept_until_it_is_looked_at_anew() {
    assertThat(store.rehearsal()).isEmpty();
    var first =
        List.of(
            new Rehearsal.Case("I-2", AT, List.of("a", "b")),
            new Rehearsal.Case("I-1", AT.plusSeconds(60), List.of("c")));
    store.keepRehearsal(first);
    assertThat(store.rehearsal()).isEqualTo(first);
    var second = List.of(new Rehearsal.Case("I-3", AT, List.of("d")));
    store.keepRehearsal(second);
    assertThat(store.rehearsal()).isEqualTo(second);
  }
}
