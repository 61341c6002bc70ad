package dev.muster.respond.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.secret.SampleSeals;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostgresTrackersTest {
  private final Database database = TestDatabase.with("respond");

  private PostgresTrackers under(int... keys) {
    return new PostgresTrackers(database, SampleSeals.seal(keys));
  }

  private static Tracker tracker(String id) {
    return new Tracker(
        id,
        "Tracker " + id,
        TrackerKind.JIRA,
        "https://jira.example",
        "OPS",
        null,
        null,
        () -> "token " + id,
        () -> "news " + id,
        null,
        null,
        false,
        true,
        Instant.EPOCH);
  }

  private String kept(String id) {
    return database
        .sql()
        .sql("select token || news_secret from respond.tracker where id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  @Test
  void one_secret_that_does_not_open_stops_nothing() {
    under(1).save(tracker("P1"));
    under(3).save(tracker("P3"));
    String lost = kept("P3");
    assertThat(kept("P1")).doesNotContain("token P1").doesNotContain("news P1");
    PostgresTrackers rotated = under(2, 1);
    rotated.sealAnew();
    assertThat(kept("P3")).as("its key may come back").isEqualTo(lost);
    Tracker found = under(2).find("P1").orElseThrow();
    assertThat(found.token().open()).isEqualTo("token P1");
    assertThat(found.newsSecret().open()).isEqualTo("news P1");

    assertThat(rotated.all()).extracting(Tracker::id).containsExactly("P1", "P3");
    Tracker unreadable = rotated.find("P3").orElseThrow();
    assertThatThrownBy(() -> unreadable.token().open()).isInstanceOf(IllegalStateException.class);
    rotated.save(unreadable);
    assertThat(kept("P3")).as("what was not changed is kept as it is").isEqualTo(lost);

    String current = kept("P1");
    rotated.sealAnew();
    assertThat(kept("P1")).as("what is current stays").isEqualTo(current);
  }
}
