package dev.muster.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.signal.source.Format;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresTapeTest {
  private static final Instant NOW = TestClock.START;

  private final Database database = TestDatabase.with("signal");
  private final Tape tape = SignalRoom.tape(database);
  private final FactLog facts = new PostgresFactLog(database, _ -> {});
  private final Changes changes = SignalRoom.changes(database, facts);

  private static TapeEntry entry(
      String key, Instant at, @Nullable String quiet, @Nullable String made) {
    String dedup = made == null ? ",\"dedup_key\":\"" + key + "\"" : "";
    return new TapeEntry(
        "I1",
        "S1",
        Format.EVENTS_V2,
        at,
        quiet,
        made,
        ("{\"event_action\":\"trigger\""
                + dedup
                + ",\"payload\":{\"summary\":\"Größe\",\"source\":\"x\",\"severity\":\"info\"}}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private long append(int writer, TapeEntry... entries) {
    byte[] packed = tape.pack(writer, List.of(entries));
    return tape.append(
        writer,
        packed,
        entries.length,
        entries[0].receivedAt(),
        entries[entries.length - 1].receivedAt(),
        "");
  }

  @Test
  void gives_back_bodies_in_order_and_reads_them_again() {
    long first =
        append(0, entry("a", NOW, null, null), entry("b", NOW.plusMillis(1), "quiet", null));
    long other = append(1, entry("c", NOW.plusMillis(2), null, null));
    long second = append(0, entry("d", NOW.plusMillis(3), null, "KMADE"));
    assertThat(second).isGreaterThan(first);
    assertThat(tape.last(0)).isEqualTo(second);
    assertThat(tape.last(1)).isEqualTo(other);
    assertThat(tape.last(2)).isZero();
    var signals = new ArrayList<Signal>();
    tape.follow(
        0, 0, segment -> segment.entries().forEach(entry -> signals.addAll(entry.signals())));
    assertThat(signals).extracting(Signal::dedupKey).containsExactly("a", "b", "KMADE");
    assertThat(signals.get(1).quiet()).isEqualTo("quiet");
    assertThat(signals.get(1).receivedAt()).isEqualTo(NOW.plusMillis(1));
    assertThat(signals.getFirst().report().summary()).isEqualTo("Größe");
    signals.clear();
    tape.follow(
        0, first, segment -> segment.entries().forEach(entry -> signals.addAll(entry.signals())));
    assertThat(signals).hasSize(1);
    var read = new ArrayList<Instant>();
    tape.read(NOW.plusMillis(1), NOW.plusMillis(3), entry -> read.add(entry.receivedAt()));
    assertThat(read).containsExactly(NOW.plusMillis(1), NOW.plusMillis(2));
  }

  @Test
  void old_bodies_and_changes_go_and_the_newest_stay() {
    var settings = IntakeSettings.usual();
    Instant old = NOW.minus(settings.tapeAge()).minusSeconds(1);
    append(0, entry("old", old, null, null));
    append(0, entry("new", NOW, null, null));
    changes.record(change("QOLD", NOW.minus(settings.changeAge()).minusSeconds(1)));
    changes.record(change("QNEW", NOW));
    var retention = new PostgresRetention(database, settings);
    assertThat(retention.poll(NOW)).isEqualTo(2);
    assertThat(retention.poll(NOW.plusSeconds(1))).isZero();
    var left = new ArrayList<String>();
    tape.read(
        Instant.EPOCH,
        NOW.plusSeconds(1),
        entry -> left.add(entry.signals().getFirst().dedupKey()));
    assertThat(left).containsExactly("new");
    assertThat(changes.change("QOLD")).isEmpty();
    assertThat(changes.change("QNEW")).isPresent();
  }

  @Test
  void a_tape_that_is_too_large_loses_its_oldest_part() {
    Instant hourAgo = NOW.minus(Duration.ofHours(1));
    for (int i = 0; i < 10; i++) {
      append(0, entry("k" + i, hourAgo.plusSeconds(i), null, null));
    }
    append(0, entry("fresh", NOW, null, null));
    long all =
        database.sql().sql("select sum(bytes) from signal.segment").query(Long.class).single();
    var usual = IntakeSettings.usual();
    var small =
        new IntakeSettings(
            -1, "", false, 0, 1, 1, usual.tapeAge(), all / 2, usual.changeAge(), Duration.ZERO, 1);
    new PostgresRetention(database, small).poll(NOW);
    long left =
        database.sql().sql("select sum(bytes) from signal.segment").query(Long.class).single();
    assertThat(left).isBetween(1L, all / 2);
    var tiny =
        new IntakeSettings(
            -1, "", false, 0, 1, 1, usual.tapeAge(), 0, usual.changeAge(), Duration.ZERO, 1);
    new PostgresRetention(database, tiny).poll(NOW);
    var keys = new ArrayList<String>();
    tape.read(
        Instant.EPOCH,
        NOW.plusSeconds(1),
        entry -> keys.add(entry.signals().getFirst().dedupKey()));
    assertThat(keys).containsExactly("fresh"); // what a crash may need is never taken by size
  }

  private static Change change(String id, Instant happened) {
    return new Change(id, "I1", "S1", "Deploy", null, happened, NOW, "{}", null, null);
  }

  @Test
  void a_change_is_found_and_said() {
    changes.record(change("Q1", NOW));
    changes.record(change("Q2", NOW.plusSeconds(1)));
    var all = new Changes.Filter(List.of(), List.of(), null, null);
    assertThat(changes.search(all, 0, 10)).extracting(Change::id).containsExactly("Q2", "Q1");
    assertThat(
            changes.search(
                new Changes.Filter(List.of("S1"), List.of("I1"), NOW, NOW.plusSeconds(1)), 0, 10))
        .containsExactly(change("Q1", NOW));
    assertThat(changes.count(new Changes.Filter(List.of("S2"), List.of(), null, null))).isZero();
    assertThat(facts.read(Changes.TOPIC, 0, 0, 10))
        .extracting(Fact::event)
        .first()
        .isEqualTo(new SignalEvent.ChangeRecorded("Q1", "S1", "I1", "Deploy", null, NOW, NOW));
  }
}
