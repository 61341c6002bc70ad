package dev.muster.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.FaultyDataSource;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.platform.web.Actor;
import dev.muster.signal.SignalRoom;
import dev.muster.signal.Submission;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// The same story told again and again, each time with the power going off at another durable point: what is kept in the end must
/// always be the same.
class AlertCrashTest {
  private sealed interface Act {
    record Send(String action, String key, Severity severity) implements Act {}

    record Tick(Duration after) implements Act {}

    record ResolveAll() implements Act {}
  }

  private static Act send(String action, String key, Severity severity) {
    return new Act.Send(action, key, severity);
  }

  private static final List<Act> STORY =
      List.of(
          send("trigger", "a", Severity.ERROR),
          send("trigger", "a", Severity.ERROR),
          send("trigger", "b", Severity.WARNING),
          new Act.Tick(Duration.ofMillis(300)),
          send("trigger", "a", Severity.ERROR),
          send("trigger", "b", Severity.CRITICAL),
          send("trigger", "b", Severity.CRITICAL),
          send("acknowledge", "b", Severity.CRITICAL),
          send("trigger", "c", Severity.INFO),
          send("resolve", "a", Severity.ERROR),
          send("trigger", "a", Severity.ERROR),
          send("trigger", "a", Severity.ERROR),
          new Act.Tick(Duration.ofMillis(300)),
          send("trigger", "c", Severity.INFO),
          new Act.ResolveAll(),
          send("trigger", "d", Severity.ERROR),
          send("trigger", "d", Severity.ERROR));

  private final DataSource real = TestDatabase.with("signal", "alert").source();
  private final Ids ids = Ids.from(new Random(9));

  /// A running house on a database that may die.
  private AlertRoom.Writers house(DataSource source, TestClock clock) {
    var database = new Database(source);
    return AlertRoom.open(
        database,
        SignalRoom.tape(database),
        new PostgresFactLog(database, _ -> {}),
        ids,
        clock,
        2,
        new SimpleMeterRegistry());
  }

  private void clear() {
    // Deleting a few rows is ten times as fast as truncating.
    new Database(real)
        .jdbc()
        .execute(
            """
            delete from alert.alert; delete from alert.command; delete from alert.progress; delete from signal.segment;
            delete from platform.fact; delete from platform.topic
            """);
  }

  /// Plays the story, and after a death goes on with a new house where the senders stopped.
  ///
  /// @param killAt number of the moment at which the power goes off; 0 for never
  /// @return moments at which it could have gone off
  private long play(long killAt) {
    clear();
    var clock = new TestClock();
    var faulty = new FaultyDataSource(real);
    faulty.revive(killAt);
    AlertRoom.Writers house = house(faulty, clock);
    int at = 0;
    boolean died = false;
    while (at < STORY.size()) {
      Instant before = clock.instant();
      clock.forward(Duration.ofMillis(1));
      try {
        act(died ? real : faulty, house, STORY.get(at), clock);
        at++;
      } catch (RuntimeException death) {
        if (!faulty.dead() || died) {
          throw death;
        }
        died = true;
        house = house(real, clock);
        if (STORY.get(at) instanceof Act.Send
            && "after a commit".equals(faulty.where())
            && stored(clock.instant())) {
          at++; // durable, though its sender was not told
        } else {
          clock.set(before);
        }
      }
    }
    // Counters are written behind, and a new house begins to count when it is loaded.
    for (int i = 0; i < 2; i++) {
      clock.forward(Duration.ofSeconds(2));
      try {
        house.lanes().poll(clock.instant());
      } catch (RuntimeException death) {
        if (!faulty.dead() || died) {
          throw death;
        }
        died = true;
        house = house(real, clock);
        i = -1;
      }
    }
    return faulty.moments();
  }

  private boolean stored(Instant receivedAt) {
    return new Database(real)
            .sql()
            .sql("select count(*) from signal.segment where first_at = ?")
            .param(java.sql.Timestamp.from(receivedAt))
            .query(Long.class)
            .single()
        > 0;
  }

  private static void act(DataSource source, AlertRoom.Writers house, Act act, TestClock clock) {
    switch (act) {
      case Act.Send send -> {
        Submission submission =
            SampleSignals.submission(send.action(), send.key(), send.severity(), clock.instant());
        try {
          house.sink().accept(submission).orElseThrow().join();
        } catch (CompletionException failure) {
          throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
      }
      case Act.Tick tick -> {
        clock.forward(tick.after().minusMillis(1));
        house.lanes().poll(clock.instant());
      }
      case Act.ResolveAll _ -> {
        List<String> open =
            house
                .desk()
                .search(
                    AlertFilter.all().withStatuses(java.util.Set.of(Alert.Status.TRIGGERED)),
                    0,
                    100)
                .stream()
                .map(Alert::id)
                .toList();
        new Database(source)
            .run(() -> house.desk().resolve(open, Actor.muster(), "enough", clock.instant()));
        house.lanes().poll(clock.instant());
      }
    }
  }

  /// Everything that is kept, with ids replaced by the order of opening.
  private List<String> kept() {
    var database = new Database(real);
    var names = new HashMap<String, String>();
    var kept = new ArrayList<String>();
    for (Map<String, Object> row :
        database
            .jdbc()
            .queryForList(
                """
                select id, dedup_key, status, severity, count, first_seen_at, last_seen_at, acknowledged_at, resolved_at,
                  resolved_by_kind, flapping, turns, summary, details
                from alert.alert order by dedup_key, first_seen_at
                """)) {
      String name = row.get("dedup_key") + "#" + names.size();
      names.put(String.valueOf(row.get("id")), name);
      row.put("id", name);
      kept.add(row.toString());
    }
    FactLog log = new PostgresFactLog(database, _ -> {});
    for (int lane = 0; lane < Alerts.LANES; lane++) {
      for (Fact fact : log.read(Alerts.TOPIC, lane, 0, 1_000)) {
        String text = lane + "/" + fact.sequence() + " " + fact.event();
        for (Map.Entry<String, String> name : names.entrySet()) {
          text = text.replace(name.getKey(), name.getValue());
        }
        kept.add(text);
      }
    }
    return kept;
  }

  @Test
  void whenever_the_power_goes_off_the_end_is_the_same() {
    long moments = play(0);
    List<String> expected = kept();
    assertThat(moments).isGreaterThan(60);
    assertThat(expected).anyMatch(line -> line.contains("dedup_key=a") && line.contains("count=3"));
    assertThat(expected).anyMatch(line -> line.contains("dedup_key=d") && line.contains("count=2"));
    for (long killAt = 1; killAt <= moments; killAt++) {
      play(killAt);
      assertThat(kept()).as("power off at moment %d", killAt).isEqualTo(expected);
    }
  }
}
