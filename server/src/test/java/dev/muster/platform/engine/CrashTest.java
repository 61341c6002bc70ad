package dev.muster.platform.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.FaultyDataSource;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.platform.fact.Topic;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.OutboundPump;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.outbound.PostgresOutbound;
import dev.muster.platform.postgres.TestPostgres;
import dev.muster.platform.timer.NextDue;
import dev.muster.platform.timer.PostgresTimers;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Kills a small house on the real platform at every moment at which something could be lost, starts it anew on the same
/// database, lets the outside repeat what it got no answer to, and wants the same end as without the kill.
class CrashTest {
  private static final Topic<Heard> SIGNALS = Topic.of("signals", Heard.class, Heard::key);
  private static final Topic<Did> PAGES = Topic.of("pages", Did.class, Did::key);

  sealed interface Heard {
    String key();

    record Raised(String key) implements Heard {}
  }

  sealed interface Did {
    String key();

    record Opened(String key) implements Did {}

    record Escalated(String key, int level) implements Did {}

    record Acknowledged(String key) implements Did {}
  }

  /// A house knows all by itself: it never looks a second time whether somebody else has done something.
  private static final Duration LIFE = Duration.ofDays(1);

  private final DataSource real = TestPostgres.fresh().dataSource();
  private final FaultyDataSource faulty = new FaultyDataSource(real);
  private final Database plain = new Database(real);

  /// What the outside has seen; it lives on when the house dies.
  private final Map<String, Integer> carried = new TreeMap<>();

  private final TestClock clock = new TestClock();

  /// The house: a door that takes signals, a room that pages and escalates, a room that keeps count.
  private final class House implements DeliveryListener {
    private final Database database = new Database(faulty);
    private final Engine engine = new Engine(clock);
    private final PostgresFactLog log = new PostgresFactLog(database, engine::wake, LIFE);
    private final Timers timers = new PostgresTimers(database, new NextDue(LIFE));
    private final PostgresOutbound outbound =
        new PostgresOutbound(database, engine::wake, new NextDue(LIFE));

    House() {
      engine.add(
          new FactReader(
              "pager",
              List.of(new FactReader.Source(SIGNALS, 2)),
              log,
              database,
              (facts, now) -> facts.forEach(fact -> open(fact, now))));
      engine.add(
          new TimerPump(
              "pager",
              timers,
              database,
              (due, now) -> due.forEach(timer -> escalate(timer.key(), now))));
      engine.add(
          new FactReader(
              "counter",
              List.of(new FactReader.Source(SIGNALS, 2), new FactReader.Source(PAGES, 1)),
              log,
              database,
              (facts, _) -> facts.forEach(this::count)));
      engine.add(
          new OutboundPump(
              outbound,
              database,
              List.of(new Phone()),
              List.of(this),
              engine,
              clock,
              new SplittableRandom(7),
              new SimpleMeterRegistry()));
    }

    void raise(String key) {
      database.run(() -> {
        int rows =
            database
                .sql()
                .sql("insert into crash.signal (key) values (?) on conflict do nothing")
                .params(key)
                .update();
        if (rows > 0) {
          log.append(
              SIGNALS,
              Math.abs(key.hashCode() % 2),
              clock.instant(),
              List.of(new Heard.Raised(key)));
        }
      });
    }

    void acknowledge(String key) {
      database.run(() -> {
        if (level(key) > 0) {
          database
              .sql()
              .sql("update crash.page set level = -level where key = ?")
              .params(key)
              .update();
          timers.cancelAll("pager", key);
          outbound.cancel("pager", key, null, "acknowledged", clock.instant());
          log.append(PAGES, 0, clock.instant(), List.of(new Did.Acknowledged(key)));
        }
      });
    }

    private int level(String key) {
      Integer level =
          database
              .sql()
              .sql("select level from crash.page where key = ? for update")
              .params(key)
              .query(Integer.class)
              .single();
      return level;
    }

    private void open(Fact fact, Instant now) {
      if (fact.event() instanceof Heard.Raised(String key)) {
        database
            .sql()
            .sql("insert into crash.page (key, level) values (?, 1)")
            .params(key)
            .update();
        page(key, 1, now);
        log.append(PAGES, 0, now, List.of(new Did.Opened(key)));
      }
    }

    private void escalate(String key, Instant now) {
      int level = level(key);
      if (level > 0 && level < 3) {
        database
            .sql()
            .sql("update crash.page set level = ? where key = ?")
            .params(level + 1, key)
            .update();
        page(key, level + 1, now);
        log.append(PAGES, 0, now, List.of(new Did.Escalated(key, level + 1)));
      }
    }

    private void page(String key, int level, Instant now) {
      String name = key + "/" + level;
      outbound.enqueue(
          new Parcel(
              "P" + name,
              "pager",
              "phone",
              name,
              level == 2 ? "order" : null,
              0,
              key,
              "+1",
              "{}",
              now,
              null));
      timers.set("pager", key, "escalate", now.plus(Duration.ofMinutes(10)), "");
    }

    private void count(Fact fact) {
      database
          .sql()
          .sql(
              """
              insert into crash.counted (what, times) values (?, 1)
              on conflict (what) do update set times = crash.counted.times + 1
              """)
          .params(fact.event().toString())
          .update();
    }

    @Override
    public String owner() {
      return "pager";
    }

    @Override
    public void attempted(Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {
      if (last) {
        database
            .sql()
            .sql("insert into crash.told (parcel, outcome) values (?, ?)")
            .params(parcel.idempotencyKey(), outcome.getClass().getSimpleName())
            .update();
      }
    }

    @Override
    public @Nullable String moot(Parcel parcel, Instant now) {
      return level(parcel.about()) < 0 ? "acknowledged" : null;
    }
  }

  /// The second page of each level 2 is busy at first.
  private final class Phone implements Carrier {
    @Override
    public String channel() {
      return "phone";
    }

    @Override
    public Delivery carry(Parcel parcel, int attempt) {
      int times = carried.merge(parcel.idempotencyKey(), 1, Integer::sum);
      return times == 1 && parcel.idempotencyKey().endsWith("/2")
          ? new Delivery.TryAgain("busy", Duration.ofSeconds(20))
          : new Delivery.Handed("rang");
    }
  }

  /// One thing that the outside does, at a time.
  private record Step(int minute, @Nullable String raise, @Nullable String acknowledge) {}

  private static final List<Step> STEPS =
      List.of(
          new Step(0, "db", null),
          new Step(0, "web", null),
          new Step(3, "disk", null),
          new Step(5, null, "web"),
          new Step(10, null, null),
          new Step(13, null, null),
          new Step(15, null, null),
          new Step(18, null, "disk"),
          new Step(21, null, null),
          new Step(23, null, null),
          new Step(60, null, null));

  private void schema() {
    TestDatabase.migrate(real);
    for (String table :
        List.of(
            "signal (key text primary key)",
            "page (key text primary key, level int not null)",
            "counted (what text primary key, times int not null)",
            "told (parcel text primary key, outcome text not null)")) {
      plain.jdbc().execute("create schema if not exists crash");
      plain.jdbc().execute("create table crash." + table);
    }
  }

  private void empty() {
    plain
        .jdbc()
        .execute(
            """
            truncate crash.signal, crash.page, crash.counted, crash.told, platform.topic, platform.fact, platform.reading,
              platform.parked_fact, platform.timer, platform.parcel, platform.attempt
            """);
    carried.clear();
    clock.set(TestClock.START);
  }

  /// Plays the steps; a step in which the house dies is repeated by the outside on a new house, a minute later.
  private void play() {
    House house = null;
    for (Step step : STEPS) {
      clock.set(TestClock.START.plus(Duration.ofMinutes(step.minute())));
      boolean done = false;
      while (!done) {
        try {
          house = house == null ? new House() : house;
          if (step.raise() != null) {
            house.raise(step.raise());
          }
          if (step.acknowledge() != null) {
            house.acknowledge(step.acknowledge());
          }
          house.engine.settle();
          clock.forward(Duration.ofSeconds(60)); // leases end, retries are due
          house.engine.settle();
          done = true;
        } catch (RuntimeException failure) {
          if (!faulty.dead()) {
            throw failure;
          }
          faulty.revive(0);
          house = null;
          clock.forward(Duration.ofSeconds(30));
        }
      }
    }
  }

  /// Everything that must be the same in the end.
  private Map<String, List<String>> end() {
    var end = new TreeMap<String, List<String>>();
    for (String query :
        List.of(
            "select key, level from crash.page",
            "select what, times from crash.counted",
            "select parcel, outcome from crash.told",
            "select topic, lane, last from platform.topic",
            "select topic, key, type, body from platform.fact",
            "select t.topic, t.lane, r.reader, t.last - r.sequence from platform.topic t join platform.reading r using (topic, lane)",
            "select owner, key, kind from platform.timer",
            "select reader, body from platform.parked_fact",
            "select idempotency_key, state, last_word from platform.parcel")) {
      end.put(
          query,
          plain
              .jdbc()
              .query(
                  query,
                  (row, _) -> {
                    var text = new ArrayList<String>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                      text.add(String.valueOf(row.getObject(i)));
                    }
                    return String.join(" ", text);
                  })
              .stream()
              .sorted()
              .toList());
    }
    return end;
  }

  @Test
  void killed_at_any_moment_the_end_is_the_same() {
    schema();
    empty();
    faulty.revive(0);
    play();
    long moments = faulty.moments();
    var wanted = end();
    var sent = Map.copyOf(carried);
    assertThat(wanted.get("select idempotency_key, state, last_word from platform.parcel"))
        .containsExactly(
            "db/1 handed rang",
            "db/2 handed rang",
            "db/3 handed rang",
            "disk/1 handed rang",
            "disk/2 handed rang",
            "web/1 handed rang");
    assertThat(moments).isGreaterThan(200);
    for (long moment = 1; moment <= moments; moment++) {
      empty();
      faulty.revive(moment);
      play();
      String where = "killed at moment " + moment + ", " + faulty.where();
      assertThat(end()).as(where).isEqualTo(wanted);
      assertThat(carried.keySet()).as(where).isEqualTo(sent.keySet());
      for (Map.Entry<String, Integer> one : carried.entrySet()) {
        int usual = sent.getOrDefault(one.getKey(), 0);
        assertThat(one.getValue()).as(where + ": " + one.getKey()).isBetween(usual, usual + 1);
      }
    }
    System.out.printf("killed at %d moments, the same end each time%n", moments);
  }
}
