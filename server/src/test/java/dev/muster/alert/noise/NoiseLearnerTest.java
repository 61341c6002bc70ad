package dev.muster.alert.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What people say of alerts counts once, and is gone when it is taken back.
class NoiseLearnerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String QUEUE = Experience.kind("S", "I", "Queue is long");
  private static final String DISK = Experience.kind("S", "I", "Disk is full");

  private final Database database = TestDatabase.with("signal", "alert");
  private final PostgresNoise store = new PostgresNoise(database);
  private final Experience experience = new Experience();
  private final NoiseLearner learner = new NoiseLearner(store, experience, database);

  private void alert(String id, String summary) {
    database
        .sql()
        .sql(
            """
            insert into alert.alert (id, lane, integration_id, service_id, dedup_key, status, severity, summary, source,
              count, first_seen_at, last_seen_at, flapping, turns, counted_to)
            values (?, 0, 'I', 'S', ?, 'resolved', 'warning', ?, 'x', 1, ?, ?, false, '', 0)
            """)
        .params(id, id, summary, Timestamp.from(NOW), Timestamp.from(NOW))
        .update();
  }

  private void say(String incident, String user, List<String> alerts, Noise.Word word, Instant at) {
    learner.said(incident, user, alerts, word, at);
  }

  /// How many fresh words it weighs that the kind is noise, in memory and in the database.
  private double dull(String kind) {
    double known = experience.regrets(Experience.dull(kind), NOW);
    var loaded = new Experience();
    store.load(loaded);
    assertThat(loaded.regrets(Experience.dull(kind), NOW)).isCloseTo(known, within(1e-9));
    return known;
  }

  @Test
  void old_words_that_are_taken_back_leave_nothing_behind() {
    alert("A1", "Queue is long");
    Instant old = NOW.minus(Duration.ofDays(30));
    for (String user : List.of("ana", "ben")) {
      say("Q1", user, List.of("A1"), Noise.Word.WORTH_IT, old);
    }
    for (String user : List.of("ana", "ben")) {
      say("Q1", user, List.of("A1"), Noise.Word.NOTHING, NOW);
    }
    assertThat(dull(QUEUE)).isCloseTo(0, within(1e-9));
    assertThat(
            experience.judge(
                "S", "I", "Queue is long", Severity.WARNING, false, 0, Duration.ofMinutes(5), NOW))
        .isNull();
  }

  @Test
  void a_word_is_taken_back_from_the_kinds_that_it_was_about() {
    alert("A1", "Queue is long");
    alert("A2", "Disk is full");
    say("Q1", "ana", List.of("A1"), Noise.Word.NOISE, NOW);
    say("Q1", "ana", List.of("A1", "A2"), Noise.Word.NOTHING, NOW);
    assertThat(dull(QUEUE)).isCloseTo(0, within(1e-9));
    assertThat(dull(DISK)).isCloseTo(0, within(1e-9));
    say("Q1", "ana", List.of("A1", "A2"), Noise.Word.NOISE, NOW);
    say("Q1", "ana", List.of("A2"), Noise.Word.WORTH_IT, NOW);
    assertThat(dull(QUEUE)).isCloseTo(0, within(1e-9));
    assertThat(dull(DISK)).isCloseTo(-1, within(1e-9));
  }

  @Test
  void the_same_word_twice_counts_once() {
    alert("A1", "Queue is long");
    say("Q1", "ana", List.of("A1"), Noise.Word.NOISE, NOW.minus(Duration.ofDays(7)));
    say("Q1", "ana", List.of("A1"), Noise.Word.NOISE, NOW);
    assertThat(dull(QUEUE)).as("as old as it is").isCloseTo(0.5, within(1e-9));
    say("Q2", "ana", List.of("A1"), Noise.Word.NOISE, NOW);
    assertThat(dull(QUEUE)).as("another incident").isCloseTo(1.5, within(1e-9));
  }

  @Test
  void a_double_click_counts_once() throws Exception {
    alert("A1", "Queue is long");
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 5; round++) {
        String incident = "Q" + round;
        var together = new CountDownLatch(4);
        var clicks = new java.util.ArrayList<Future<?>>();
        for (int i = 0; i < 4; i++) {
          clicks.add(
              threads.submit(() -> {
                together.countDown();
                together.await();
                say(incident, "ana", List.of("A1"), Noise.Word.NOISE, NOW);
                return null;
              }));
        }
        for (Future<?> click : clicks) {
          click.get();
        }
        assertThat(dull(QUEUE)).isCloseTo(round + 1.0, within(1e-9));
      }
    }
  }
}
