package dev.muster.mobilize;

import static dev.muster.mobilize.SampleResponses.ANA;
import static dev.muster.mobilize.SampleResponses.START;
import static dev.muster.mobilize.SampleResponses.formed;
import static dev.muster.mobilize.SampleResponses.policy;
import static dev.muster.mobilize.SampleResponses.rule;
import static dev.muster.mobilize.SampleResponses.service;
import static dev.muster.mobilize.SampleResponses.user;
import static dev.muster.mobilize.SampleResponses.with;
import static dev.muster.mobilize.SampleResponses.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alert.Alert;
import dev.muster.alert.Handling;
import dev.muster.catalog.Service;
import dev.muster.catalog.SupportHours;
import dev.muster.catalog.UrgencyRule;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.IncidentEvent.IncidentFormed;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Impulse.Asked;
import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.PhoneSettings;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is something to do, or held at low urgency by the stage of some of its alerts, and what ends that.
class ToDoTest {
  private static final Handling TICKET = handling("test", Urgency.LOW, true);
  private static final Handling LOW = handling("staging", Urgency.LOW, null);
  private static final World ALWAYS_HIGH = world(policy(0, rule(10, user("ana"))));
  private static final World BY_SEVERITY =
      with(ALWAYS_HIGH, service(new UrgencyRule.BySeverity(), null));

  private static Handling handling(String stage, Urgency urgency, @Nullable Boolean toDo) {
    return new Handling(null, stage, urgency, toDo, null, null, null, Map.of(), List.of());
  }

  private static IncidentFormed of(Handling handling, Severity severity) {
    return of("Q1", handling, severity);
  }

  private static IncidentFormed of(String id, Handling handling, Severity severity) {
    IncidentFormed formed = formed(id, severity, handling.urgency(), null);
    return new IncidentFormed(
        formed.incidentId(),
        formed.number(),
        formed.serviceId(),
        formed.title(),
        formed.severity(),
        formed.urgency(),
        null,
        formed.alertId(),
        null,
        formed.reason(),
        formed.at(),
        handling);
  }

  private static Alert alert(String id, Severity severity, @Nullable Handling handling) {
    return new Alert(
        id,
        null,
        "S1",
        id,
        Alert.Status.TRIGGERED,
        severity,
        "Alert " + id,
        "web-1",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        1,
        START,
        START,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        0,
        null,
        null,
        handling);
  }

  private static Decision begin(Handling handling, Severity severity, World world) {
    return ResponseStep.begin(of(handling, severity), world, START);
  }

  private static Decision step(Decision before, Impulse impulse, World world) {
    return ResponseStep.step(before.after(), impulse, world, START.plusSeconds(3_600));
  }

  private static Impulse.Matters production(Severity severity) {
    return new Impulse.Matters("Alert 'Down' belongs to it", null, severity);
  }

  private static List<String> words(Decision decision) {
    return decision.events().stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  private static List<String> paged(Decision decision) {
    return decision.pages().stream().flatMap(page -> page.userIds().stream()).toList();
  }

  @Test
  void who_acknowledged_or_snoozed_what_is_only_to_do_does_not_keep_what_matters_from_people() {
    for (Command said :
        List.of(new Command.Acknowledge(), new Command.Snooze(Duration.ofDays(7)))) {
      var taken =
          step(
              begin(TICKET, Severity.CRITICAL, ALWAYS_HIGH),
              new Asked(said, SampleResponses.BEN),
              ALWAYS_HIGH);
      assertThat(taken.pages()).isEmpty();
      assertThat(taken.after().due(Due.Kind.UNACKNOWLEDGE)).isEmpty();
      var woken = step(taken, production(Severity.CRITICAL), ALWAYS_HIGH);
      assertThat(words(woken))
          .containsExactly("LeftToDo", "UrgencyChanged", "Unacknowledged", "Assigned");
      assertThat(paged(woken)).as("%s", said).containsExactly("ana");
      var response = woken.after().response();
      assertThat(response.triggered()).isTrue();
      assertThat(response.acknowledgements()).isEmpty();
      assertThat(response.snoozedUntil()).isNull();
      assertThat(response.level()).isEqualTo(1);
      assertThat(woken.after().due(Due.Kind.UNSNOOZE)).isEmpty();
    }
  }

  @Test
  void who_acknowledged_or_snoozed_what_a_stage_held_low_does_not_keep_what_matters_from_people() {
    for (Command said :
        List.of(new Command.Acknowledge(), new Command.Snooze(Duration.ofDays(7)))) {
      var taken =
          step(
              begin(LOW, Severity.CRITICAL, ALWAYS_HIGH),
              new Asked(said, SampleResponses.BEN),
              ALWAYS_HIGH);
      var woken = step(taken, production(Severity.CRITICAL), ALWAYS_HIGH);
      assertThat(words(woken)).containsExactly("UrgencyChanged", "Unacknowledged", "Assigned");
      assertThat(paged(woken)).as("%s", said).containsExactly("ana");
      assertThat(woken.pages()).allMatch(page -> page.urgency() == Urgency.HIGH);
      var response = woken.after().response();
      assertThat(response.triggered()).isTrue();
      assertThat(response.snoozedUntil()).isNull();
      assertThat(woken.after().due(Due.Kind.UNSNOOZE)).isEmpty();
      assertThat(woken.after().due(Due.Kind.EXHAUST)).as("it climbs").isPresent();
    }
    // whom a person named keeps it, and hears of it
    var named =
        step(
            begin(LOW, Severity.CRITICAL, ALWAYS_HIGH),
            new Asked(new Command.Reassign(List.of("ben")), SampleResponses.BEN),
            ALWAYS_HIGH);
    assertThat(named.after().response().status()).isEqualTo(ResponseStatus.ACKNOWLEDGED);
    assertThat(paged(step(named, production(Severity.CRITICAL), ALWAYS_HIGH)))
        .containsExactly("ben");
  }

  @Test
  void no_alert_that_a_rule_holds_low_makes_it_urgent() {
    for (Handling held : List.of(TICKET, LOW)) {
      var asking =
          new Asking()
              .with("production", Severity.WARNING, null)
              .with("held", Severity.CRITICAL, held)
              .with("heldToo", Severity.CRITICAL, held);
      try (var night = new Night(MailSettings.NONE, PhoneSettings.NONE)) {
        night.policy(policy(0, rule(10, user("ana"))));
        night.catalog.services.put("S1", service(new UrgencyRule.BySeverity(), null));
        night.mobilizer.mattersBy(asking.mattering);
        night.say(of(held, Severity.CRITICAL));
        asking.incidents.alerts.put("Q1", List.of("A1", "production", "held", "heldToo"));
        asking.with("A1", Severity.CRITICAL, held);
        night.say(grew("production", Severity.WARNING, night.now));
        assertThat(night.response("Q1").pagesNobody()).isFalse();
        assertThat(night.response("Q1").urgency()).isEqualTo(Urgency.LOW);
        night.say(
            grew("held", Severity.CRITICAL, night.now),
            new IncidentEvent.IncidentSeverityChanged("Q1", Severity.CRITICAL, night.now),
            new IncidentEvent.IncidentAlertWorsened("Q1", "heldToo", Severity.CRITICAL, night.now));
        assertThat(night.response("Q1").urgency()).as("%s", held.stage()).isEqualTo(Urgency.LOW);
        // another incident of such alerts alone
        night.say(of("Q2", held, Severity.CRITICAL));
        night.say(new IncidentEvent.IncidentMerged("Q2", "Q1", "muster", null, night.now));
        assertThat(night.response("Q1").urgency()).isEqualTo(Urgency.LOW);

        asking.with("production", Severity.CRITICAL, null);
        night.say(
            new IncidentEvent.IncidentAlertWorsened(
                "Q1", "production", Severity.CRITICAL, night.now));
        assertThat(night.response("Q1").urgency())
            .as(
                "one of production that becomes as bad does, though the incident was that bad"
                    + " before")
            .isEqualTo(Urgency.HIGH);
      }
    }
  }

  @Test
  void what_is_merged_into_it_is_looked_at_only_where_something_may_matter_more() {
    var asking = new Asking().with("A1", Severity.CRITICAL, TICKET);
    asking.incidents.alerts.put("Q1", List.of("A1"));
    var look = asking.mattering.look(List.of());
    var toDo = begin(TICKET, Severity.CRITICAL, BY_SEVERITY).after();
    var low = begin(LOW, Severity.CRITICAL, BY_SEVERITY).after();
    var warned =
        step(
                begin(TICKET, Severity.CRITICAL, BY_SEVERITY),
                production(Severity.WARNING),
                BY_SEVERITY)
            .after();
    var critical = ResponseStep.begin(formed("Q2"), BY_SEVERITY, START).after();
    assertThat(look.merged(toDo, toDo)).isNull();
    assertThat(look.merged(low, toDo)).isNull();
    assertThat(look.merged(low, low)).isNull();
    assertThat(look.merged(warned, low)).isNull();
    assertThat(look.merged(critical, warned)).isNull();
    assertThat(look.merged(warned, critical)).isEqualTo(new Impulse.Worsened(Severity.CRITICAL));
    assertThat(asking.sizes).as("nothing was read").isEmpty();

    asking.with("A2", Severity.CRITICAL, LOW).with("A3", Severity.WARNING, null);
    asking.incidents.alerts.put("Q1", List.of("A1", "A2"));
    assertThat(look.merged(toDo, low))
        .isInstanceOfSatisfying(
            Impulse.Matters.class, most -> assertThat(most.urgency()).isEqualTo(Urgency.LOW));
    asking.incidents.alerts.put("Q1", List.of("A1", "A3"));
    assertThat(look.merged(low, critical)).isInstanceOf(Impulse.Matters.class);
  }

  private static IncidentEvent grew(String alertId, Severity severity, Instant at) {
    return new IncidentEvent.IncidentGrew(
        "Q1", alertId, severity, new Reason("test", 1, "Alike."), at);
  }

  @Test
  void an_acknowledgement_has_its_time_limit_once_a_person_says_that_it_is_urgent() {
    var taken =
        step(
            begin(TICKET, Severity.CRITICAL, ALWAYS_HIGH),
            new Asked(new Command.Acknowledge(), ANA),
            ALWAYS_HIGH);
    var urgent = step(taken, new Asked(new Command.ChangeUrgency(Urgency.HIGH), ANA), ALWAYS_HIGH);
    assertThat(urgent.after().response().pagesNobody()).isFalse();
    assertThat(urgent.after().response().status()).isEqualTo(ResponseStatus.ACKNOWLEDGED);
    assertThat(urgent.after().due(Due.Kind.UNACKNOWLEDGE)).isPresent();
  }

  @Test
  void handing_it_to_a_policy_tells_people() {
    var begun = begin(TICKET, Severity.CRITICAL, ALWAYS_HIGH);
    var handed = step(begun, new Asked(new Command.Delegate("P1"), ANA), ALWAYS_HIGH);
    assertThat(words(handed)).containsExactly("LeftToDo", "Delegated", "Assigned");
    assertThat(paged(handed)).containsExactly("ana");
    assertThat(handed.after().response().pagesNobody()).isFalse();
    var moved = step(begun, new Asked(new Command.GiveTo("S2", "P1"), ANA), withOther());
    assertThat(moved.after().response().pagesNobody())
        .as("its policy stays, so nobody is asked")
        .isTrue();
    var house = step(begun, new Asked(new Command.Delegate("P1"), Who.muster()), ALWAYS_HIGH);
    assertThat(house.pages()).as("the house does not decide that it matters").isEmpty();
  }

  private static World withOther() {
    return with(ALWAYS_HIGH, dev.muster.catalog.Service.of("S2", "Other", "P1", START));
  }

  @Test
  void it_is_as_urgent_as_the_alert_that_matters() {
    // a stage of low urgency joins a test system on a service that is always urgent
    var low =
        step(
            begin(TICKET, Severity.CRITICAL, ALWAYS_HIGH),
            new Impulse.Matters("Alert 'Slow' belongs to it", Urgency.LOW, Severity.CRITICAL),
            ALWAYS_HIGH);
    assertThat(low.after().response().pagesNobody()).isFalse();
    assertThat(low.after().response().urgency()).isEqualTo(Urgency.LOW);
    assertThat(paged(low)).containsExactly("ana");
    assertThat(low.pages()).allMatch(page -> page.urgency() == Urgency.LOW);
    assertThat(step(low, new Impulse.Worsened(Severity.CRITICAL), ALWAYS_HIGH).events())
        .as("the rule of that stage still holds")
        .isEmpty();

    // production warns only, however critical the alerts of the test system are
    var warned =
        step(
            begin(TICKET, Severity.CRITICAL, BY_SEVERITY),
            production(Severity.WARNING),
            BY_SEVERITY);
    assertThat(warned.after().response().urgency()).isEqualTo(Urgency.LOW);
    var worse = step(warned, new Impulse.Worsened(Severity.CRITICAL), BY_SEVERITY);
    assertThat(worse.after().response().urgency()).isEqualTo(Urgency.HIGH);
  }

  @Test
  void a_stage_holds_the_urgency_low_only_until_an_alert_of_another_joins() {
    var staging = begin(LOW, Severity.CRITICAL, ALWAYS_HIGH);
    assertThat(staging.after().response().urgency()).isEqualTo(Urgency.LOW);
    assertThat(staging.after().waitsForMore()).isTrue();
    var raised = step(staging, production(Severity.CRITICAL), ALWAYS_HIGH);
    assertThat(words(raised)).containsExactly("UrgencyChanged");
    assertThat(raised.pages())
        .singleElement()
        .satisfies(page -> assertThat(page.urgency()).isEqualTo(Urgency.HIGH));
    assertThat(raised.after().waitsForMore()).isFalse();

    // what a person has said is not overruled
    var high = step(staging, new Asked(new Command.ChangeUrgency(Urgency.HIGH), ANA), ALWAYS_HIGH);
    var byHand = step(high, new Asked(new Command.ChangeUrgency(Urgency.LOW), ANA), ALWAYS_HIGH);
    assertThat(byHand.after().waitsForMore()).isFalse();
    assertThat(step(byHand, production(Severity.CRITICAL), ALWAYS_HIGH).events()).isEmpty();
  }

  private static final class Asking {
    final Map<String, Alert> alerts = new HashMap<>();
    final List<Integer> sizes = new ArrayList<>();
    final FakeIncidents incidents = new FakeIncidents();
    final Mattering mattering = new Mattering(this::find, incidents);

    Asking with(String id, Severity severity, @Nullable Handling handling) {
      alerts.put(id, alert(id, severity, handling));
      return this;
    }

    private Map<String, Alert> find(Collection<String> ids) {
      sizes.add(ids.size());
      var found = new HashMap<>(alerts);
      found.keySet().retainAll(ids);
      return found;
    }
  }

  @Test
  void the_alert_that_matters_most_decides() {
    var asking =
        new Asking()
            .with("test", Severity.CRITICAL, TICKET)
            .with("staging", Severity.CRITICAL, LOW)
            .with("warning", Severity.WARNING, null)
            .with("error", Severity.ERROR, handling("production", Urgency.HIGH, null));
    var look = asking.mattering.look(List.of());
    var toDo = begin(TICKET, Severity.CRITICAL, ALWAYS_HIGH).after();
    var low = begin(LOW, Severity.CRITICAL, ALWAYS_HIGH).after();
    asking.incidents.alerts.put("Q1", List.of("test"));
    assertThat(look.of(toDo)).isNull();
    assertThat(look.of(low)).isNull();
    asking.incidents.alerts.put("Q1", List.of("test", "staging"));
    assertThat(look.of(toDo))
        .isEqualTo(
            new Impulse.Matters(
                "Alert 'Alert staging' belongs to it", Urgency.LOW, Severity.CRITICAL));
    assertThat(look.of(low)).isNull();
    asking.incidents.alerts.put("Q1", List.of("test", "staging", "warning"));
    for (ResponseState state : List.of(toDo, low)) {
      assertThat(look.of(state))
          .isEqualTo(
              new Impulse.Matters("Alert 'Alert warning' belongs to it", null, Severity.WARNING));
    }
    asking.incidents.alerts.put("Q1", List.of("test", "staging", "warning", "error"));
    assertThat(look.of(low))
        .isInstanceOfSatisfying(
            Impulse.Matters.class, most -> assertThat(most.urgency()).isEqualTo(Urgency.HIGH));
    assertThat(look.of(toDo, "gone"))
        .as("one that is not there any more says nothing against itself")
        .isNotNull();
    assertThat(look.of(begin(LOW, Severity.ERROR, ALWAYS_HIGH).after(), "staging")).isNull();
  }

  @Test
  void the_alerts_of_a_noisy_test_system_are_read_at_once() {
    var asking = new Asking();
    try (var night = new Night(MailSettings.NONE, PhoneSettings.NONE)) {
      night.policy(policy(0, rule(10, user("ana"))));
      night.mobilizer.mattersBy(asking.mattering);
      var said = new ArrayList<IncidentEvent>();
      said.add(of(TICKET, Severity.CRITICAL));
      for (int i = 0; i < 50; i++) {
        asking.with("A" + i, Severity.CRITICAL, TICKET);
        said.add(
            new IncidentEvent.IncidentGrew(
                "Q1", "A" + i, Severity.CRITICAL, new Reason("test", 1, "Alike."), night.now));
      }
      night.say(said.toArray(IncidentEvent[]::new));
      assertThat(night.response("Q1").pagesNobody()).isTrue();
      assertThat(asking.sizes).containsExactly(50);

      asking.with("A50", Severity.CRITICAL, null);
      night.say(
          new IncidentEvent.IncidentGrew(
              "Q1", "A50", Severity.CRITICAL, new Reason("test", 1, "Alike."), night.now));
      assertThat(night.response("Q1").pagesNobody()).isFalse();
      assertThat(night.response("Q1").assignments()).hasSize(1);
      assertThat(asking.sizes).containsExactly(50, 1);
    }
  }

  /// What rules may want of an alert.
  private static final List<Optional<Handling>> WISHES =
      List.of(
          Optional.empty(),
          Optional.of(TICKET),
          Optional.of(LOW),
          Optional.of(handling("production", Urgency.HIGH, null)),
          Optional.of(new Handling(null, null, null, null, null, null, null, Map.of(), List.of())));

  private static final List<UrgencyRule> RULES =
      List.of(
          new UrgencyRule.BySeverity(),
          new UrgencyRule.Constant(Urgency.LOW),
          new UrgencyRule.Constant(Urgency.HIGH),
          new UrgencyRule.BySupportHours(
              new UrgencyRule.Constant(Urgency.HIGH), new UrgencyRule.Constant(Urgency.LOW)),
          new UrgencyRule.BySupportHours(
              new UrgencyRule.BySeverity(), new UrgencyRule.Constant(Urgency.LOW)));

  private static final SupportHours MORNING =
      new SupportHours(
          ZoneId.of("UTC"),
          LocalTime.of(9, 0),
          LocalTime.of(12, 0),
          EnumSet.allOf(DayOfWeek.class));

  @Test
  void alarms_of_trials_become_urgent_as_responses_do() {
    var random = new SplittableRandom(8);
    for (int run = 0; run < 2_000; run++) {
      Service service = service(RULES.get(random.nextInt(RULES.size())), MORNING);
      World world = with(ALWAYS_HIGH, service);
      var asking = new Asking();
      Severity severity = Severity.values()[random.nextInt(Severity.values().length)];
      Handling handling = WISHES.get(random.nextInt(WISHES.size())).orElse(null);
      IncidentFormed plain =
          formed("Q1", severity, handling == null ? null : handling.urgency(), null);
      Decision response =
          ResponseStep.begin(handling == null ? plain : of(handling, severity), world, START);
      Alarm alarm = Alarm.formed(service, severity, handling, START);
      for (int i = 0; i < 5; i++) {
        String about =
            "run %d, %s, before alert %d: %s".formatted(run, service.urgencyRule(), i, alarm);
        assertThat(response.after().response().pagesNobody()).as(about).isEqualTo(alarm.toDo());
        assertThat(response.after().response().urgency()).as(about).isEqualTo(alarm.urgency());
        Instant at = START.plus(Duration.ofHours(random.nextInt(24)));
        severity = Severity.values()[random.nextInt(Severity.values().length)];
        handling = WISHES.get(random.nextInt(WISHES.size())).orElse(null);
        asking.with("A" + i, severity, handling);
        var look = asking.mattering.look(List.of());
        var grew = new Impulse.Grew(look.worth(response.after(), "A" + i, severity));
        response = ResponseStep.step(response.after(), grew, world, at);
        Impulse more = look.of(response.after(), "A" + i);
        if (more != null) {
          response = ResponseStep.step(response.after(), more, world, at);
        }
        alarm = alarm.joined(service, severity, handling, at);
      }
    }
  }

  @Test
  void an_alert_of_a_trial_makes_nothing_urgent_that_the_service_of_the_incident_does_not() {
    Service bySeverity = service(new UrgencyRule.BySeverity(), MORNING);
    Handling wantsHigh = handling("production", Urgency.HIGH, null);
    Alarm warned = Alarm.formed(bySeverity, Severity.WARNING, null, START);
    assertThat(warned.joined(bySeverity, Severity.WARNING, wantsHigh, START).pages()).isFalse();
    assertThat(warned.joined(bySeverity, Severity.CRITICAL, null, START).pages()).isTrue();
    assertThat(warned.joined(bySeverity, Severity.CRITICAL, LOW, START).pages()).isFalse();

    Service low = service(new UrgencyRule.Constant(Urgency.LOW), MORNING);
    Alarm quiet = Alarm.formed(low, Severity.CRITICAL, null, START);
    assertThat(quiet.joined(low, Severity.CRITICAL, wantsHigh, START).pages()).isFalse();

    Service byDay = service(RULES.get(3), MORNING);
    Instant night = Instant.parse("2026-11-16T03:00:00Z");
    Alarm asleep = Alarm.formed(byDay, Severity.CRITICAL, null, night);
    assertThat(asleep.pages()).isFalse();
    assertThat(
            asleep.joined(byDay, Severity.CRITICAL, null, night.plus(Duration.ofHours(7))).pages())
        .as("support hours alone raise nothing because an alert happens to come in")
        .isFalse();

    Alarm toDo = Alarm.formed(bySeverity, Severity.CRITICAL, TICKET, START);
    assertThat(toDo.toDo()).isTrue();
    assertThat(toDo.joined(bySeverity, Severity.CRITICAL, TICKET, START)).isEqualTo(toDo);
    Alarm woken = toDo.joined(bySeverity, Severity.CRITICAL, null, START);
    assertThat(woken.toDo()).isFalse();
    assertThat(woken.pages()).isTrue();
  }
}
