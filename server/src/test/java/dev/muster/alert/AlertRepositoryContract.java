package dev.muster.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alert.AlertRepository.Batch;
import dev.muster.alert.AlertRepository.Command;
import dev.muster.alert.AlertRepository.LaneFact;
import dev.muster.alert.AlertRepository.Loaded;
import dev.muster.alert.AlertRepository.Row;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.engine.TestClock;
import dev.muster.signal.TapeEntry;
import dev.muster.signal.source.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every place for alerts has to do.
abstract class AlertRepositoryContract {
  abstract AlertRepository open();

  private final Ids ids = Ids.from(new Random(5));
  private final Instant now = TestClock.START;

  private AlertStep.Outcome trigger(
      @Nullable AlertState before, String key, Severity severity, Instant at) {
    return AlertStep.on(
        before,
        SampleSignals.submission("trigger", key, severity, at, at.minusSeconds(1), null)
            .signals()
            .getFirst(),
        ids);
  }

  private static AlertState state(AlertStep.Outcome outcome) {
    AlertState state = outcome.state();
    if (state == null) {
      throw new AssertionError("no state");
    }
    return state;
  }

  private static Row row(AlertStep.Outcome outcome, boolean fresh) {
    AlertStep.Kept kept = outcome.kept().getLast();
    return new Row(kept.state(), kept.content(), fresh);
  }

  private static Batch batch(
      int writer, List<TapeEntry> tape, List<Row> rows, List<LaneFact> facts, long countedTo) {
    return new Batch(writer, TestClock.START, tape, rows, facts, List.of(), countedTo);
  }

  private TapeEntry entry(String key) {
    return SampleSignals.submission("trigger", key, Severity.ERROR, now).entry();
  }

  private static int writer(String key) {
    return Alerts.lane("IDB", key) % 2;
  }

  @Test
  void gives_back_what_it_was_given() {
    AlertRepository repository = open();
    assertThat(repository.lastSegment()).isZero();
    for (int writer = 0; writer < 2; writer++) {
      assertThat(repository.load(writer, 2, now)).isEmpty();
    }
    int writer = writer("a");
    AlertStep.Outcome opened = trigger(null, "a", Severity.ERROR, now);
    long segment =
        repository.commit(
            batch(writer, List.of(entry("a")), List.of(row(opened, true)), List.of(), 0));
    assertThat(segment).isPositive();
    assertThat(repository.lastSegment()).isEqualTo(segment);
    assertThat(repository.load(writer, 2, now)).containsExactly(new Loaded(state(opened), segment));
    assertThat(repository.load(1 - writer, 2, now)).isEmpty();

    AlertStep.Outcome worse = trigger(state(opened), "a", Severity.CRITICAL, now.plusSeconds(5));
    long second =
        repository.commit(
            batch(writer, List.of(entry("a")), List.of(row(worse, false)), List.of(), segment));
    assertThat(second).isGreaterThan(segment);
    assertThat(repository.load(writer, 2, now)).containsExactly(new Loaded(state(worse), second));

    AlertStep.Outcome ended =
        AlertStep.end(state(worse), now.plusSeconds(9), "person", "PANA", "seen");
    repository.commit(batch(writer, List.of(), List.of(row(ended, false)), List.of(), second));
    assertThat(repository.load(writer, 2, now.plusSeconds(9)))
        .containsExactly(new Loaded(state(ended), second));
    assertThat(repository.load(writer, 2, now.plusSeconds(10))).isEmpty();
  }

  @Test
  void the_next_alert_of_a_key_may_open_in_the_batch_that_ends_the_last() {
    AlertRepository repository = open();
    int writer = writer("a");
    repository.load(writer, 2, now);
    AlertStep.Outcome first = trigger(null, "a", Severity.ERROR, now);
    long segment =
        repository.commit(
            batch(writer, List.of(entry("a")), List.of(row(first, true)), List.of(), 0));
    AlertStep.Outcome ended = AlertStep.end(state(first), now, "monitor", "IDB", "over");
    AlertStep.Outcome second = trigger(state(ended), "a", Severity.ERROR, now.plusSeconds(1));
    repository.commit(
        batch(
            writer,
            List.of(entry("a")),
            List.of(row(second, true), row(ended, false)),
            List.of(),
            segment));
    assertThat(repository.load(writer, 2, now))
        .extracting(loaded -> loaded.state().id())
        .containsExactly(state(ended).id(), state(second).id());
  }

  @Test
  void tells_what_was_not_counted_yet() {
    AlertRepository repository = open();
    int writer = writer("a");
    repository.load(writer, 2, now);
    AlertStep.Outcome opened = trigger(null, "a", Severity.ERROR, now);
    long one =
        repository.commit(
            batch(writer, List.of(entry("a")), List.of(row(opened, true)), List.of(), 0));
    long two =
        repository.commit(
            batch(writer, List.of(entry("a"), entry("a")), List.of(), List.of(), one));
    assertThat(uncounted(repository)).containsExactly(one, two, two);
    AlertState counted =
        state(opened).counted(now.plusSeconds(1), null).counted(now.plusSeconds(2), null);
    repository.keepCounts(writer, List.of(counted), two, 0);
    assertThat(uncounted(repository)).containsExactly(one, two, two);
    repository.keepCounts(writer, List.of(), two, two);
    assertThat(uncounted(repository)).isEmpty();
    assertThat(repository.load(writer, 2, now)).containsExactly(new Loaded(counted, two));
  }

  private static List<Long> uncounted(AlertRepository repository) {
    var segments = new ArrayList<Long>();
    repository.uncounted((segment, entry) -> {
      assertThat(entry.signals()).hasSize(1);
      segments.add(segment);
    });
    return segments;
  }

  @Test
  void keeps_commands_until_they_are_carried_out() {
    AlertRepository repository = open();
    var key = new AlertKey("IDB", "a");
    int writer = key.lane() % 2;
    repository.command(Command.Kind.RESOLVE, "Q1", key, "{}", now);
    repository.command(Command.Kind.OPEN, "Q2", key, "{\"a\":1}", now.plus(Duration.ofSeconds(1)));
    assertThat(repository.commands(1 - writer, 2, 10)).isEmpty();
    List<Command> commands = repository.commands(writer, 2, 10);
    assertThat(commands).extracting(Command::alertId).containsExactly("Q1", "Q2");
    assertThat(commands.getLast().body()).isEqualTo("{\"a\":1}");
    assertThat(repository.commands(writer, 2, 1)).hasSize(1);
    repository.commit(
        new Batch(
            writer, now, List.of(), List.of(), List.of(), List.of(commands.getFirst().id()), 0));
    assertThat(repository.commands(writer, 2, 10))
        .extracting(Command::alertId)
        .containsExactly("Q2");
  }

  @Test
  void keeps_odd_texts_as_they_are() {
    AlertRepository repository = open();
    String key = "k'\"{},\\ \n\u00e9\uD83D\uDE00 NULL";
    int writer = Alerts.lane("IDB", key) % 2;
    var report =
        new Report(
            Report.Action.TRIGGER,
            key,
            "s,{}\"\\",
            "NULL",
            Severity.INFO,
            null,
            "",
            "{a,b}",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            java.util.Map.of());
    AlertStep.Outcome opened =
        AlertStep.on(null, new dev.muster.signal.Signal("IDB", "SDB", null, now, report), ids);
    repository.commit(batch(writer, List.of(entry("a")), List.of(row(opened, true)), List.of(), 0));
    assertThat(repository.load(writer, 2, now))
        .extracting(loaded -> loaded.state().dedupKey())
        .containsExactly(key);
  }
}
