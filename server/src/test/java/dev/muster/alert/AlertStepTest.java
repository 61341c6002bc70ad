package dev.muster.alert;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alert.AlertEvent.AlertAcknowledged;
import dev.muster.alert.AlertEvent.AlertChanged;
import dev.muster.alert.AlertEvent.AlertFlapping;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.alert.AlertStep.Why;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.engine.TestClock;
import dev.muster.signal.Signal;
import dev.muster.signal.source.Report.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertStepTest {
  private final Ids ids = Ids.from(new Random(1));
  private final List<AlertEvent> facts = new ArrayList<>();
  private @Nullable AlertState state;
  private Instant now = TestClock.START;

  private Why on(Signal signal) {
    AlertStep.Outcome outcome = AlertStep.on(state, signal, ids);
    state = outcome.state();
    facts.addAll(outcome.facts());
    return outcome.why();
  }

  private Why on(Action action, Severity severity) {
    now = now.plusSeconds(1);
    return on(SampleSignals.signal(action, severity, now, null));
  }

  private AlertState known() {
    if (state == null) {
      throw new AssertionError("no state");
    }
    return state;
  }

  @Test
  void three_hundred_equal_signals_are_one_alert_and_one_fact() {
    for (int i = 0; i < 300; i++) {
      assertThat(on(Action.TRIGGER, Severity.ERROR)).isEqualTo(i == 0 ? Why.OPENED : Why.REPEATED);
    }
    assertThat(known().count()).isEqualTo(300);
    assertThat(known().lastSeenAt()).isEqualTo(TestClock.START.plusSeconds(300));
    assertThat(facts).hasSize(1).first().isInstanceOf(AlertOpened.class);
    AlertOpened opened = (AlertOpened) facts.getFirst();
    assertThat(opened.attributes()).containsEntry("rack", "r1").containsEntry("n", "7");
  }

  @Test
  void a_change_of_severity_is_said_both_ways() {
    on(Action.TRIGGER, Severity.WARNING);
    assertThat(on(Action.TRIGGER, Severity.CRITICAL)).isEqualTo(Why.CHANGED);
    assertThat(on(Action.TRIGGER, Severity.INFO)).isEqualTo(Why.CHANGED);
    assertThat(facts.subList(1, 3))
        .extracting(fact -> ((AlertChanged) fact).to())
        .containsExactly(Severity.CRITICAL, Severity.INFO);
    assertThat(known().count()).isEqualTo(3);
  }

  @Test
  void a_trigger_after_the_end_opens_another_alert() {
    on(Action.TRIGGER, Severity.ERROR);
    String first = known().id();
    assertThat(on(Action.RESOLVE, Severity.ERROR)).isEqualTo(Why.RESOLVED);
    assertThat(on(Action.RESOLVE, Severity.ERROR)).isEqualTo(Why.NOTHING_OPEN);
    assertThat(on(Action.TRIGGER, Severity.ERROR)).isEqualTo(Why.OPENED);
    assertThat(known().id()).isNotEqualTo(first);
    assertThat(known().count()).isEqualTo(1);
    assertThat(facts)
        .hasExactlyElementsOfTypes(AlertOpened.class, AlertResolved.class, AlertOpened.class);
  }

  @Test
  void acknowledge_and_resolve_of_nothing_do_nothing() {
    assertThat(on(Action.ACKNOWLEDGE, Severity.ERROR)).isEqualTo(Why.NOTHING_OPEN);
    assertThat(on(Action.RESOLVE, Severity.ERROR)).isEqualTo(Why.NOTHING_OPEN);
    assertThat(state).isNull();
    assertThat(facts).isEmpty();
  }

  @Test
  void an_acknowledgement_is_passed_on_once_a_minute() {
    on(Action.TRIGGER, Severity.ERROR);
    assertThat(on(Action.ACKNOWLEDGE, Severity.ERROR)).isEqualTo(Why.ACKNOWLEDGED);
    assertThat(on(Action.ACKNOWLEDGE, Severity.ERROR)).isEqualTo(Why.ACKNOWLEDGED_ALREADY);
    now = now.plusSeconds(60);
    assertThat(on(Action.ACKNOWLEDGE, Severity.ERROR)).isEqualTo(Why.ACKNOWLEDGED);
    assertThat(facts)
        .hasExactlyElementsOfTypes(
            AlertOpened.class, AlertAcknowledged.class, AlertAcknowledged.class);
  }

  @Test
  void a_late_resolve_does_not_close_what_came_back() {
    Instant start = TestClock.START;
    on(SampleSignals.signal(Action.TRIGGER, Severity.ERROR, start, start.minusSeconds(60)));
    on(
        SampleSignals.signal(
            Action.TRIGGER, Severity.ERROR, start.plusSeconds(20), start.plusSeconds(10)));
    assertThat(
            on(SampleSignals.signal(Action.RESOLVE, Severity.ERROR, start.plusSeconds(30), start)))
        .isEqualTo(Why.LATE);
    assertThat(known().open()).isTrue();
    assertThat(
            on(
                SampleSignals.signal(
                    Action.RESOLVE, Severity.ERROR, start.plusSeconds(40), start.plusSeconds(35))))
        .isEqualTo(Why.RESOLVED);
  }

  @Test
  void a_monitor_that_stamps_everything_with_the_beginning_can_resolve() {
    Instant start = TestClock.START;
    on(SampleSignals.signal(Action.TRIGGER, Severity.ERROR, start, start));
    on(
        SampleSignals.signal(
            Action.TRIGGER, Severity.ERROR, start.plusSeconds(20), start.plusSeconds(10)));
    assertThat(
            on(SampleSignals.signal(Action.RESOLVE, Severity.ERROR, start.plusSeconds(30), start)))
        .isEqualTo(Why.RESOLVED);
  }

  @Test
  void a_clock_that_runs_ahead_does_not_keep_an_alert_open_for_ever() {
    Instant start = TestClock.START;
    on(
        SampleSignals.signal(
            Action.TRIGGER, Severity.ERROR, start, Instant.parse("2099-01-01T00:00:00Z")));
    assertThat(
            on(
                SampleSignals.signal(
                    Action.RESOLVE, Severity.ERROR, start.plusSeconds(30), start.plusSeconds(29))))
        .isEqualTo(Why.RESOLVED);
  }

  @Test
  void what_was_suppressed_pages_when_it_is_still_there_afterwards() {
    Signal quiet =
        SampleSignals.submission(
                "trigger", "k", Severity.ERROR, now, null, "the service is in maintenance")
            .signals()
            .getFirst();
    assertThat(on(quiet)).isEqualTo(Why.OPENED);
    assertThat(((AlertOpened) facts.getFirst()).suppressed()).isTrue();
    assertThat(on(quiet)).isEqualTo(Why.REPEATED);
    String suppressed = known().id();
    assertThat(on(Action.TRIGGER, Severity.ERROR)).isEqualTo(Why.FREED);
    assertThat(known().id()).isEqualTo(suppressed);
    assertThat(known().suppressedWhy()).isNull();
    assertThat(known().suppressedBy()).isNull();
    assertThat(known().count()).isEqualTo(3);
    assertThat(facts).hasExactlyElementsOfTypes(AlertOpened.class, AlertReleased.class);
    AlertReleased released = (AlertReleased) facts.getLast();
    assertThat(released.opened().suppressed()).isFalse();
    assertThat(released.why()).contains("the service is in maintenance").contains("still reported");
  }

  @Test
  void flapping_begins_after_three_rounds_and_ends_when_it_is_calm() {
    for (int i = 0; i < 3; i++) {
      on(Action.TRIGGER, Severity.ERROR);
      on(Action.RESOLVE, Severity.ERROR);
    }
    AlertFlapping flapping =
        facts.stream()
            .filter(AlertFlapping.class::isInstance)
            .map(AlertFlapping.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(flapping.flapping()).isTrue();
    assertThat(flapping.changes()).isEqualTo(6);
    assertThat(known().flapping()).isTrue();
    assertThat(AlertStep.calm(known(), now.plus(Duration.ofMinutes(29))).kept()).isEmpty();
    AlertStep.Outcome calm = AlertStep.calm(known(), now.plus(AlertState.WINDOW));
    assertThat(calm.facts()).hasSize(1);
    assertThat(((AlertFlapping) calm.facts().getFirst()).flapping()).isFalse();
  }

  @Test
  void whatever_comes_an_alert_opens_once_ends_once_and_counts_every_trigger() {
    forAll(
        2_000,
        any -> {
          state = null;
          facts.clear();
          now = TestClock.START;
          int triggers = 0;
          int counted = 0;
          for (int i = 0; i < 40; i++) {
            now = now.plusSeconds(any.nextInt(200));
            Instant event = any.nextInt(3) == 0 ? now.minusSeconds(any.nextInt(300)) : null;
            Action action = Action.values()[any.nextInt(3)];
            Severity severity = Severity.values()[any.nextInt(4)];
            String quiet = any.nextInt(5) == 0 ? "quiet" : null;
            Signal signal =
                SampleSignals.submission(
                        action.name().toLowerCase(java.util.Locale.ROOT),
                        "k",
                        severity,
                        now,
                        event,
                        quiet)
                    .signals()
                    .getFirst();
            AlertState before = state;
            AlertStep.Outcome first = AlertStep.on(before, signal, Ids.from(new Random(i)));
            AlertStep.Outcome again = AlertStep.on(before, signal, Ids.from(new Random(i)));
            assertThat(first).isEqualTo(again); // a pure step
            state = first.state();
            facts.addAll(first.facts());
            if (action == Action.TRIGGER) {
              triggers++;
            }
            if (first.why() == Why.OPENED
                || first.why() == Why.FREED
                || first.why() == Why.REPEATED
                || first.why() == Why.CHANGED) {
              counted++;
            }
            if (state != null && !state.open()) {
              assertThat(state.resolvedAt()).isNotNull();
            }
            assertThat(first.kept().isEmpty() && !first.facts().isEmpty()).isFalse();
          }
          assertThat(counted).isEqualTo(triggers);
          var open = new java.util.HashSet<String>();
          for (AlertEvent fact : facts) {
            switch (fact) {
              case AlertOpened opened -> assertThat(open.add(opened.alertId())).isTrue();
              case AlertResolved resolved -> assertThat(open.remove(resolved.alertId())).isTrue();
              case AlertChanged changed -> {
                assertThat(open).contains(changed.alertId());
                assertThat(changed.from()).isNotEqualTo(changed.to());
              }
              case AlertReleased released -> {
                assertThat(open).contains(released.alertId());
                assertThat(released.opened().suppressed()).isFalse();
              }
              case AlertAcknowledged acknowledged ->
                  assertThat(open).contains(acknowledged.alertId());
              case AlertFlapping flapping -> assertThat(flapping.changes()).isPositive();
            }
          }
          assertThat(open).hasSize(state != null && state.open() ? 1 : 0);
        });
  }
}
