package dev.muster.mobilize;

import static dev.muster.mobilize.SampleResponses.ANA;
import static dev.muster.mobilize.SampleResponses.BEN;
import static dev.muster.mobilize.SampleResponses.START;
import static dev.muster.mobilize.SampleResponses.formed;
import static dev.muster.mobilize.SampleResponses.policy;
import static dev.muster.mobilize.SampleResponses.ring;
import static dev.muster.mobilize.SampleResponses.rule;
import static dev.muster.mobilize.SampleResponses.schedule;
import static dev.muster.mobilize.SampleResponses.service;
import static dev.muster.mobilize.SampleResponses.user;
import static dev.muster.mobilize.SampleResponses.with;
import static dev.muster.mobilize.SampleResponses.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Service;
import dev.muster.catalog.SupportHours;
import dev.muster.catalog.UrgencyRule;
import dev.muster.correlate.Declared;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Impulse.Asked;
import dev.muster.mobilize.Impulse.Fell;
import dev.muster.mobilize.Response.AssignedVia;
import dev.muster.mobilize.Response.PendingAction;
import dev.muster.mobilize.Response.Phase;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.ApiException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResponseStepTest {
  private static final Policy TWO_LEVELS =
      policy(1, rule(10, user("ana")), rule(20, user("ben"), schedule("night")));
  private static final World NIGHT_HAS_CEM = world(TWO_LEVELS, Map.of("night", List.of("cem")));

  private static Decision begin(World world) {
    return ResponseStep.begin(formed("Q1"), world, START);
  }

  private static Decision step(Decision before, Impulse impulse, World world, Instant now) {
    return ResponseStep.step(before.after(), impulse, world, now);
  }

  private static Decision ask(Decision before, Command command, World world, Instant now) {
    return step(before, new Asked(command, ANA), world, now);
  }

  private static List<String> words(Decision decision) {
    return decision.events().stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  private static List<String> paged(Decision decision) {
    return decision.pages().stream().flatMap(page -> page.userIds().stream()).toList();
  }

  private static Instant min(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void begins_at_level_one_and_says_why() {
    var begun = begin(NIGHT_HAS_CEM);
    assertThat(words(begun)).containsExactly("Triggered", "Assigned");
    assertThat(paged(begun)).containsExactly("ana");
    var response = begun.after().response();
    assertThat(response.level()).isEqualTo(1);
    assertThat(response.urgency()).isEqualTo(Urgency.HIGH);
    assertThat(response.reason().words()).isEqualTo("Level 1 of Operations: Ana.");
    assertThat(response.pendingActions())
        .containsExactly(
            new PendingAction(PendingAction.Type.ESCALATE, min(10), null),
            new PendingAction(PendingAction.Type.RESOLVE, min(240), null));
    assertThat(Json.read(Json.write(begun.after()), ResponseState.class)).isEqualTo(begun.after());
  }

  @Test
  void climbs_repeats_and_stops() {
    var one = begin(NIGHT_HAS_CEM);
    var two = step(one, new Fell(Due.Kind.ESCALATE), NIGHT_HAS_CEM, min(10));
    assertThat(words(two)).containsExactly("Escalated");
    assertThat(paged(two)).containsExactly("ben", "cem");
    assertThat(two.hush()).isNotNull();
    assertThat(two.after().response().reason().words())
        .isEqualTo("Level 2 of Operations: Ben, Cem (on call in Night).");
    var again = step(two, new Fell(Due.Kind.ESCALATE), NIGHT_HAS_CEM, min(30));
    assertThat(words(again)).containsExactly("Repeated", "Escalated");
    assertThat(paged(again)).containsExactly("ana");
    var last = step(again, new Fell(Due.Kind.ESCALATE), NIGHT_HAS_CEM, min(40));
    assertThat(last.after().response().pendingActions())
        .extracting(PendingAction::type)
        .containsExactly(PendingAction.Type.RESOLVE);
    var over = step(last, new Fell(Due.Kind.EXHAUST), NIGHT_HAS_CEM, min(60));
    assertThat(words(over)).containsExactly("Exhausted");
    assertThat(over.after().response().triggered()).isTrue();
    assertThat(over.pages()).isEmpty();
  }

  @Test
  void a_timer_that_was_moved_does_nothing() {
    var one = begin(NIGHT_HAS_CEM);
    assertThat(words(step(one, new Fell(Due.Kind.ESCALATE), NIGHT_HAS_CEM, min(9)))).isEmpty();
    var taken = ask(one, new Command.Acknowledge(), NIGHT_HAS_CEM, min(1));
    assertThat(words(step(taken, new Fell(Due.Kind.ESCALATE), NIGHT_HAS_CEM, min(10)))).isEmpty();
  }

  @Test
  void a_level_without_anybody_is_passed_at_once() {
    var gap = policy(0, rule(10, schedule("day")), rule(10, user("ben")));
    var begun = begin(world(gap));
    assertThat(words(begun)).containsExactly("Triggered", "NobodyOnCall", "Assigned");
    assertThat(paged(begun)).containsExactly("ben");
    assertThat(begun.after().response().level()).isEqualTo(2);
  }

  @Test
  void with_nobody_at_all_the_fallback_is_told_and_the_policy_tried_again() {
    var empty = policy(1, rule(10, schedule("day")));
    var begun = begin(world(empty));
    assertThat(words(begun)).containsExactly("Triggered", "NobodyOnCall");
    assertThat(begun.pages())
        .singleElement()
        .satisfies(page -> {
          assertThat(page.userIds()).isEmpty();
          assertThat(page.reason().words()).contains("noc@example.org");
        });
    var later =
        step(
            begun,
            new Fell(Due.Kind.ESCALATE),
            world(empty, Map.of("day", List.of("dot"))),
            min(10));
    assertThat(words(later)).containsExactly("Repeated", "Escalated");
    assertThat(paged(later)).containsExactly("dot");
    var person = begin(with(world(empty), new Fallback("cem", null)));
    assertThat(paged(person)).containsExactly("cem");
    var silent = begin(with(world(empty), Fallback.NONE));
    assertThat(silent.pages()).isEmpty();
    assertThat(silent.after().response().reason().words()).contains("no fallback is set up");
  }

  @Test
  void a_ring_goes_round_by_one_for_each_incident() {
    var policy = policy(1, ring(5, user("ana"), schedule("day"), user("ben")));
    var world = world(policy, Map.of("day", List.of("dot")));
    var first = begin(world);
    assertThat(paged(first)).containsExactly("ana");
    assertThat(first.rings()).containsExactly(Map.entry("RING", 1L));
    var second = begin(with(world, first.rings()));
    assertThat(paged(second)).containsExactly("dot");
    var third = begin(with(world, second.rings()));
    assertThat(paged(third)).containsExactly("ben");
    // A repetition asks the next in the ring without taking a turn from the next incident.
    var repeated = step(first, new Fell(Due.Kind.ESCALATE), with(world, third.rings()), min(5));
    assertThat(paged(repeated)).containsExactly("dot");
    assertThat(repeated.rings()).isEmpty();
    // A gap in a schedule is passed.
    var gap = begin(with(world(policy), Map.of("RING", 1L)));
    assertThat(paged(gap)).containsExactly("ben");
    assertThat(gap.rings()).containsExactly(Map.entry("RING", 3L));
  }

  @Test
  void acknowledging_stops_the_timers_and_is_the_same_twice() {
    var taken = ask(begin(NIGHT_HAS_CEM), new Command.Acknowledge(), NIGHT_HAS_CEM, min(1));
    assertThat(taken.after().response().status()).isEqualTo(ResponseStatus.ACKNOWLEDGED);
    assertThat(taken.hush()).isEqualTo("Ana acknowledged");
    assertThat(taken.after().due(Due.Kind.ESCALATE)).isEmpty();
    assertThat(taken.after().due(Due.Kind.UNACKNOWLEDGE))
        .contains(Due.of(Due.Kind.UNACKNOWLEDGE, min(31)));
    var twice = ask(taken, new Command.Acknowledge(), NIGHT_HAS_CEM, min(2));
    assertThat(twice.events()).isEmpty();
    assertThat(twice.after()).isEqualTo(taken.after());
    var other = step(taken, new Asked(new Command.Acknowledge(), BEN), NIGHT_HAS_CEM, min(3));
    assertThat(other.after().response().acknowledgements()).hasSize(2);
  }

  @Test
  void an_old_acknowledgement_tells_the_acknowledger_and_whoever_is_on_call_now() {
    var policy = policy(0, rule(10, schedule("day")));
    var early = world(policy, Map.of("day", List.of("ana")));
    var late = world(policy, Map.of("day", List.of("dot")));
    var taken = ask(begin(early), new Command.Acknowledge(), early, min(1));
    var again = step(taken, new Fell(Due.Kind.UNACKNOWLEDGE), late, min(31));
    assertThat(words(again)).containsExactly("ReachedAckTimeout", "Unacknowledged", "Assigned");
    assertThat(paged(again)).containsExactly("ana", "dot");
    assertThat(again.after().response().acknowledgements()).isEmpty();
  }

  @Test
  void a_snooze_holds_until_its_end() {
    var begun = begin(NIGHT_HAS_CEM);
    var asleep = ask(begun, new Command.Snooze(Duration.ofHours(5)), NIGHT_HAS_CEM, min(1));
    assertThat(words(asleep)).containsExactly("Acknowledged", "Snoozed");
    assertThat(asleep.after().response().pendingActions())
        .extracting(PendingAction::type)
        .containsExactly(PendingAction.Type.RESOLVE, PendingAction.Type.UNACKNOWLEDGE);
    // The time limit of the service begins anew with the end of the snooze, so that people hear of
    // it before.
    var limit = step(asleep, new Fell(Due.Kind.RESOLVE), NIGHT_HAS_CEM, min(240));
    assertThat(limit.after().response().status()).isEqualTo(ResponseStatus.ACKNOWLEDGED);
    assertThat(limit.after().due(Due.Kind.RESOLVE)).contains(Due.of(Due.Kind.RESOLVE, min(541)));
    var awake = step(limit, new Fell(Due.Kind.UNSNOOZE), NIGHT_HAS_CEM, min(301));
    assertThat(words(awake)).containsExactly("Unacknowledged", "Assigned");
    assertThat(paged(awake)).containsExactly("ana");
    for (Duration bad : List.of(Duration.ZERO, Duration.ofDays(7).plusSeconds(1))) {
      assertThatThrownBy(() -> ask(begun, new Command.Snooze(bad), NIGHT_HAS_CEM, min(1)))
          .isInstanceOfSatisfying(
              ApiException.class, refused -> assertThat(refused.code()).isEqualTo(1010));
    }
  }

  @Test
  void low_urgency_does_not_climb_until_it_is_raised() {
    var world = with(NIGHT_HAS_CEM, service(new UrgencyRule.BySeverity(), null));
    var low = ResponseStep.begin(formed("Q1", Severity.WARNING, null, null), world, START);
    assertThat(low.after().response().urgency()).isEqualTo(Urgency.LOW);
    assertThat(low.pages())
        .singleElement()
        .satisfies(page -> assertThat(page.urgency()).isEqualTo(Urgency.LOW));
    assertThat(low.after().due(Due.Kind.ESCALATE)).isEmpty();
    var worse = step(low, new Impulse.Grew(Severity.CRITICAL), world, min(3));
    assertThat(words(worse)).containsExactly("UrgencyChanged");
    assertThat(worse.after().due(Due.Kind.ESCALATE)).contains(Due.of(Due.Kind.ESCALATE, min(13)));
    assertThat(worse.pages())
        .singleElement()
        .satisfies(page -> assertThat(page.urgency()).isEqualTo(Urgency.HIGH));
    // A person's word is not overruled by a rule.
    var byHand = ask(worse, new Command.ChangeUrgency(Urgency.LOW), world, min(4));
    var still = step(byHand, new Impulse.Worsened(Severity.CRITICAL), world, min(5));
    assertThat(still.events()).isEmpty();
  }

  @Test
  void support_hours_raise_the_urgency_when_they_begin() {
    var hours =
        new SupportHours(
            ZoneId.of("UTC"), LocalTime.of(9, 0), LocalTime.of(17, 0), Set.of(DayOfWeek.MONDAY));
    var rule =
        new UrgencyRule.BySupportHours(
            new UrgencyRule.Constant(Urgency.HIGH), new UrgencyRule.Constant(Urgency.LOW));
    var world =
        with(
            NIGHT_HAS_CEM,
            service(
                rule,
                hours,
                List.of(new Service.ScheduledAction(true, Urgency.HIGH)),
                Service.RecoveryMode.RESOLVE));
    var low = begin(world);
    assertThat(low.after().response().urgency()).isEqualTo(Urgency.LOW);
    assertThat(low.after().response().pendingActions())
        .contains(new PendingAction(PendingAction.Type.URGENCY_CHANGE, min(60), Urgency.HIGH));
    // An alert at nine does not do the scheduled action's work.
    assertThat(step(low, new Impulse.Grew(Severity.CRITICAL), world, min(60)).events()).isEmpty();
    var high = step(low, new Fell(Due.Kind.URGENCY), world, min(60));
    assertThat(high.after().response().urgency()).isEqualTo(Urgency.HIGH);
    assertThat(paged(high)).containsExactly("ana");
  }

  @Test
  void a_direct_assignment_does_not_climb() {
    var begun = begin(NIGHT_HAS_CEM);
    var handed = ask(begun, new Command.Reassign(List.of("dot")), NIGHT_HAS_CEM, min(1));
    assertThat(words(handed)).containsExactly("Reassigned");
    assertThat(paged(handed)).containsExactly("dot");
    assertThat(handed.after().response().assignedVia()).isEqualTo(AssignedVia.DIRECT_ASSIGNMENT);
    assertThat(handed.after().due(Due.Kind.ESCALATE)).isEmpty();
    var own = ask(begun, new Command.Reassign(List.of("ana")), NIGHT_HAS_CEM, min(1));
    assertThat(own.after().response().status()).isEqualTo(ResponseStatus.ACKNOWLEDGED);
    assertThat(own.pages()).isEmpty();
    assertThatThrownBy(
            () -> ask(begun, new Command.Reassign(List.of("eve")), NIGHT_HAS_CEM, min(1)))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(1006));
  }

  @Test
  void escalating_by_hand_goes_to_that_level() {
    var begun = begin(NIGHT_HAS_CEM);
    var up = ask(begun, new Command.Escalate(2), NIGHT_HAS_CEM, min(1));
    assertThat(paged(up)).containsExactly("ben", "cem");
    assertThat(up.after().due(Due.Kind.ESCALATE)).contains(Due.of(Due.Kind.ESCALATE, min(21)));
    assertThatThrownBy(() -> ask(begun, new Command.Escalate(3), NIGHT_HAS_CEM, min(1)))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(1005));
  }

  @Test
  void a_running_response_keeps_the_policy_that_it_began_with() {
    var begun = begin(NIGHT_HAS_CEM);
    var edited = world(policy(0, rule(1, user("dot")), rule(1, user("dot"))));
    var up = step(begun, new Fell(Due.Kind.ESCALATE), edited, min(10));
    assertThat(paged(up)).containsExactly("ben");
    var moved =
        ask(begun, new Command.Delegate("P1"), world(policy(0, rule(1, user("dot")))), min(2));
    assertThat(words(moved)).containsExactly("Delegated", "Assigned");
    assertThat(paged(moved)).containsExactly("dot");
  }

  @Test
  void who_opens_an_incident_for_himself_has_it() {
    var declared = new Declared("ana", List.of("ana"), null, "PRIO", null);
    var own = ResponseStep.begin(formed("Q1", null, null, declared), NIGHT_HAS_CEM, START);
    assertThat(own.after().response().status()).isEqualTo(ResponseStatus.ACKNOWLEDGED);
    assertThat(own.after().response().priorityId()).isEqualTo("PRIO");
    assertThat(own.pages()).isEmpty();
    var other = new Declared("ana", List.of("ben"), null, null, null);
    var given = ResponseStep.begin(formed("Q1", null, null, other), NIGHT_HAS_CEM, START);
    assertThat(paged(given)).containsExactly("ben");
  }

  private static Declared.Told told(String user, Urgency urgency) {
    return new Declared.Told(user, urgency, START.minusSeconds(60), Set.of("push"));
  }

  private static Declared.Parted was(
      List<Declared.Told> told, List<String> holders, String policy, int level) {
    return new Declared.Parted(
        "Q0", 12, "S1", told, holders, null, policy, level, 0, Urgency.HIGH, false, false, false);
  }

  private static Declared.Parted was(
      Urgency urgency, boolean byHand, boolean byRule, boolean toDo) {
    return new Declared.Parted(
        "Q0", 12, "S1", List.of(), List.of(), null, "P1", 1, 0, urgency, byHand, byRule, toDo);
  }

  private static Decision parted(Declared.Parted was, @Nullable Urgency asked, World world) {
    return parted(was, asked, null, world);
  }

  private static Decision parted(
      Declared.Parted was, @Nullable Urgency asked, @Nullable String policy, World world) {
    var declared = new Declared("dot", List.of(), policy, null, null, null, was);
    return ResponseStep.begin(formed("Q1", Severity.WARNING, asked, declared), world, START);
  }

  private static List<String> toldInPart(Decision decision) {
    return decision.pages().stream()
        .flatMap(page -> page.toldInPart().stream())
        .map(Declared.Told::userId)
        .toList();
  }

  @Test
  void what_is_split_off_goes_on_where_its_alerts_were_and_pages_nobody_twice() {
    var ana = told("ana", Urgency.HIGH);
    var reached =
        parted(
            was(List.of(ana, told("ben", Urgency.HIGH)), List.of(), "P1", 2), null, NIGHT_HAS_CEM);
    assertThat(reached.after().response().level()).isEqualTo(2);
    assertThat(paged(reached)).containsExactly("cem");
    assertThat(toldInPart(reached)).containsExactly("ben");
    assertThat(reached.after().response().reason().words())
        .isEqualTo(
            "Level 2 of Operations: Ben, Cem (on call in Night). Ben was told of these alerts"
                + " before and is sent only what has not been sent yet.");
    var known = parted(was(List.of(ana), List.of(), "P1", 1), null, NIGHT_HAS_CEM);
    assertThat(paged(known)).isEmpty();
    assertThat(known.pages())
        .as("the rest of her rules, and not the fallback")
        .singleElement()
        .satisfies(page -> {
          assertThat(page.toFallback()).isFalse();
          assertThat(page.toldInPart()).containsExactly(ana);
        });
    assertThat(paged(step(known, new Fell(Due.Kind.ESCALATE), NIGHT_HAS_CEM, min(10))))
        .as("it climbs as any other")
        .containsExactly("ben", "cem");
    var held = parted(was(List.of(ana), List.of("ana"), "P1", 1), null, NIGHT_HAS_CEM);
    assertThat(held.after().response().status()).isEqualTo(ResponseStatus.ACKNOWLEDGED);
    assertThat(held.pages()).isEmpty();
    assertThat(held.after().response().reason().words())
        .isEqualTo(
            "Ana, who had acknowledged incident #12, which its alerts were in, has it; nobody is"
                + " paged.");
  }

  @Test
  void whoever_answers_for_what_is_split_off_is_paged_unless_told_of_just_that() {
    var ana = told("ana", Urgency.HIGH);
    var others = parted(was(List.of(ana), List.of("ana"), "P9", 3), null, NIGHT_HAS_CEM);
    assertThat(paged(others)).as("on another policy, even the same person").containsExactly("ana");
    assertThat(others.after().response().level()).isEqualTo(1);
    var low = told("ana", Urgency.LOW);
    var lowMail =
        new Declared.Parted(
            "Q0",
            12,
            "S1",
            List.of(low),
            List.of("ana"),
            null,
            "P1",
            1,
            0,
            Urgency.LOW,
            false,
            false,
            false);
    var urgent = parted(lowMail, Urgency.HIGH, NIGHT_HAS_CEM);
    assertThat(paged(urgent)).as("a low mail is no call").containsExactly("ana");
    assertThat(urgent.after().response().triggered()).isTrue();
    assertThat(paged(parted(was(List.of(low), List.of(), "P1", 1), null, NIGHT_HAS_CEM)))
        .as("told while it was low, urgent when it is split")
        .containsExactly("ana");
    var alone = world(policy(0, rule(10, user("ana"))));
    var last = parted(was(List.of(ana), List.of(), "P1", 1), null, alone);
    assertThat(paged(last)).as("nobody comes after her").containsExactly("ana");
    assertThat(last.after().response().reason().words()).isEqualTo("Level 1 of Operations: Ana.");
  }

  @Test
  void who_was_told_before_is_sent_what_was_not_sent_yet_when_it_was_due_there() {
    var now = min(1);
    var planned =
        Stream.of(Map.entry("push", 0), Map.entry("sms", 0), Map.entry("call", 5))
            .map(rule ->
                new Notice(
                    "N" + rule.getKey(),
                    "Q1",
                    1,
                    "ana",
                    rule.getKey(),
                    "C1",
                    ContactMethod.Type.SMS,
                    "+49",
                    Urgency.HIGH,
                    now,
                    now.plus(Duration.ofMinutes(rule.getValue())),
                    Notice.State.WAITING,
                    null,
                    0,
                    null,
                    "Because.",
                    null))
            .toList();
    var told = new Declared.Told("ana", Urgency.HIGH, START, Set.of("push"));
    assertThat(NoticePlan.rest(planned, told, now))
        .extracting(Notice::rule, Notice::dueAt)
        .containsExactly(tuple("sms", now), tuple("call", min(5)));
  }

  @Test
  void what_is_split_off_something_to_do_pages_nobody_unless_a_person_wants_it() {
    var toDo = was(Urgency.LOW, true, true, true);
    var quiet = parted(toDo, null, NIGHT_HAS_CEM);
    assertThat(quiet.pages()).isEmpty();
    assertThat(quiet.after().response().pagesNobody()).isTrue();
    assertThat(quiet.after().response().assignments()).isEmpty();
    assertThat(paged(parted(toDo, Urgency.HIGH, NIGHT_HAS_CEM))).containsExactly("ana");
    assertThat(paged(parted(toDo, null, "P1", NIGHT_HAS_CEM))).containsExactly("ana");
    assertThat(paged(parted(toDo.paging(), null, NIGHT_HAS_CEM))).containsExactly("ana");
  }

  @Test
  void urgency_that_is_split_off_is_by_hand_only_where_it_was() {
    World bySeverity = with(NIGHT_HAS_CEM, service(new UrgencyRule.BySeverity(), null));
    var low = parted(was(Urgency.LOW, false, false, false), null, bySeverity);
    assertThat(low.after().response().urgency()).isEqualTo(Urgency.LOW);
    assertThat(low.after().urgencyByHand()).isFalse();
    var worse = step(low, new Impulse.Grew(Severity.CRITICAL), bySeverity, min(60));
    assertThat(worse.after().response().urgency()).isEqualTo(Urgency.HIGH);
    assertThat(paged(worse)).as("it got worse").containsExactly("ana");
    var set = parted(was(Urgency.LOW, true, false, false), null, bySeverity);
    assertThat(step(set, new Impulse.Grew(Severity.CRITICAL), bySeverity, min(60)).pages())
        .as("a person holds it low")
        .isEmpty();
    var ruled = parted(was(Urgency.LOW, true, true, false), null, NIGHT_HAS_CEM);
    assertThat(ruled.after().waitsForMore()).as("a rule holds it low").isTrue();
    var asked = parted(was(Urgency.HIGH, false, false, false), Urgency.LOW, bySeverity);
    assertThat(asked.after().response().urgency()).isEqualTo(Urgency.LOW);
    assertThat(asked.after().urgencyByHand()).isTrue();
  }

  @Test
  void what_is_split_off_stays_snoozed() {
    var was =
        new Declared.Parted(
            "Q0",
            12,
            "S1",
            List.of(),
            List.of("ana"),
            min(300),
            "P1",
            1,
            0,
            Urgency.HIGH,
            false,
            false,
            false);
    var split = parted(was, null, NIGHT_HAS_CEM);
    assertThat(split.after().response().snoozedUntil()).isEqualTo(min(300));
    assertThat(split.after().due(Due.Kind.UNACKNOWLEDGE)).isEmpty();
    assertThat(split.after().due(Due.Kind.UNSNOOZE)).contains(Due.of(Due.Kind.UNSNOOZE, min(300)));
    assertThat(words(split)).contains("Snoozed");
    assertThat(Json.read(Json.write(was), Declared.Parted.class)).isEqualTo(was);
    assertThat(
            Json.read(
                    "{\"incident_id\":\"Q0\",\"number\":12,\"told_ids\":[\"ana\"],\"holder_ids\":[],\"level\":1,\"loop\":0}",
                    Declared.Parted.class)
                .told())
        .as("written by the build before")
        .isEmpty();
  }

  @Test
  void new_alerts_on_an_acknowledged_incident_disturb_nobody() {
    var taken = ask(begin(NIGHT_HAS_CEM), new Command.Acknowledge(), NIGHT_HAS_CEM, min(1));
    var grown = step(taken, new Impulse.Grew(Severity.CRITICAL), NIGHT_HAS_CEM, min(2));
    assertThat(grown.pages()).isEmpty();
    assertThat(grown.events()).isEmpty();
  }

  @Test
  void all_clear_resolves_and_leaves_the_word_to_people() {
    var clear =
        step(begin(NIGHT_HAS_CEM), new Impulse.Cleared(Who.muster()), NIGHT_HAS_CEM, min(5));
    var response = clear.after().response();
    assertThat(response.status()).isEqualTo(ResponseStatus.RESOLVED);
    assertThat(response.phase()).isEqualTo(Phase.WATCHING);
    assertThat(response.assignments()).isEmpty();
    assertThat(clear.after().due()).isEmpty();
    var again = ask(clear, new Command.Reopen(false), NIGHT_HAS_CEM, min(6));
    assertThat(words(again)).containsExactly("Reopened", "Assigned");
    assertThat(paged(again)).containsExactly("ana");
  }

  @Test
  void a_watched_recovery_resolves_when_it_stays_quiet_and_pages_again_when_not() {
    var world =
        with(
            NIGHT_HAS_CEM,
            service(
                new UrgencyRule.Constant(Urgency.HIGH),
                null,
                List.of(),
                Service.RecoveryMode.WATCH));
    var begun = begin(world);
    var quiet = step(begun, new Impulse.Cleared(Who.muster()), world, min(5));
    assertThat(words(quiet)).containsExactly("Watching");
    assertThat(quiet.after().response().status()).isEqualTo(ResponseStatus.TRIGGERED);
    assertThat(quiet.after().due(Due.Kind.ESCALATE)).isEmpty();
    assertThat(quiet.after().wants(begun.after().step())).isFalse();
    var relapse = step(quiet, new Impulse.Grew(Severity.ERROR), world, min(8));
    assertThat(paged(relapse)).containsExactly("ana");
    assertThat(relapse.after().response().phase()).isEqualTo(Phase.ACTIVE);
    var over = step(quiet, new Fell(Due.Kind.WATCHED), world, min(20));
    assertThat(over.after().response().status()).isEqualTo(ResponseStatus.RESOLVED);
    assertThat(over.after().response().phase()).isEqualTo(Phase.WATCHING);
  }

  @Test
  void resolved_is_resolved() {
    var done = ask(begin(NIGHT_HAS_CEM), new Command.Resolve("fixed"), NIGHT_HAS_CEM, min(5));
    assertThat(done.after().response().phase()).isEqualTo(Phase.CLOSED);
    assertThat(ask(done, new Command.Resolve(null), NIGHT_HAS_CEM, min(6)).events()).isEmpty();
    for (Command command :
        List.of(
            new Command.Acknowledge(),
            new Command.Snooze(Duration.ofHours(1)),
            new Command.Escalate(1),
            new Command.Reassign(List.of("ana")),
            new Command.ChangeUrgency(Urgency.LOW))) {
      assertThatThrownBy(() -> ask(done, command, NIGHT_HAS_CEM, min(6)))
          .isInstanceOfSatisfying(
              ApiException.class, refused -> assertThat(refused.code()).isEqualTo(1001));
    }
    var merged = ask(begin(NIGHT_HAS_CEM), new Command.MergeInto("Q2"), NIGHT_HAS_CEM, min(5));
    World knowing = NIGHT_HAS_CEM.naming("Q2", "#12");
    assertThatThrownBy(() -> ask(merged, new Command.Reopen(false), knowing, min(6)))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(1018);
              assertThat(refused.errors())
                  .containsExactly(
                      "The incident was merged into #12: go on there, or split its alerts off #12.");
            });
  }

  @Test
  void who_had_what_was_merged_is_not_forgotten() {
    var taken = ask(begin(NIGHT_HAS_CEM), new Command.Acknowledge(), NIGHT_HAS_CEM, min(1));
    var merged = ask(taken, new Command.MergeInto("Q2"), NIGHT_HAS_CEM, min(5)).after();
    assertThat(merged.parting(List.of()).holderIds()).containsExactly(ANA.id());
    assertThat(Json.read(Json.write(merged), ResponseState.class)).isEqualTo(merged);
    var ana = told("ana", Urgency.LOW);
    assertThat(ana.and(told("ana", Urgency.HIGH)).urgency()).isEqualTo(Urgency.HIGH);
    assertThat(ana.and(new Declared.Told("ana", Urgency.LOW, START, Set.of("mail"))))
        .isEqualTo(
            new Declared.Told("ana", Urgency.LOW, START.minusSeconds(60), Set.of("push", "mail")));
  }

  @Test
  void what_somebody_gives_as_the_reason_reaches_those_who_are_paged() {
    var begun = begin(NIGHT_HAS_CEM);
    for (Command command :
        List.of(
            new Command.Reassign(List.of("ben")),
            new Command.Snooze(Duration.ofMinutes(5)),
            new Command.ChangeUrgency(Urgency.LOW),
            new Command.ChangePriority("P1"),
            new Command.Acknowledge(),
            new Command.Resolve(null))) {
      var told = step(begun, new Asked(command, ANA, "the vendor is on it"), NIGHT_HAS_CEM, min(1));
      assertThat(told.events().toString())
          .as("%s", command)
          .contains("Reason given: the vendor is on it");
      assertThat(told.pages())
          .allSatisfy(page -> assertThat(page.reason().words()).contains("the vendor is on it"));
      var silent = step(begun, new Asked(command, ANA), NIGHT_HAS_CEM, min(1));
      assertThat(silent.events().toString()).doesNotContain("Reason given");
    }
    var done = ask(begun, new Command.Resolve(null), NIGHT_HAS_CEM, min(5));
    var again =
        step(done, new Asked(new Command.Reopen(false), ANA, "it is back"), NIGHT_HAS_CEM, min(6));
    assertThat(again.events().getFirst().toString()).contains("Reason given: it is back");
  }
}
