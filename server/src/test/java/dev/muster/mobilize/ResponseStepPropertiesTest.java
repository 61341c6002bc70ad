package dev.muster.mobilize;

import static dev.muster.kernel.ForAll.forAll;
import static dev.muster.mobilize.SampleResponses.START;
import static dev.muster.mobilize.SampleResponses.formed;
import static dev.muster.mobilize.SampleResponses.schedule;
import static dev.muster.mobilize.SampleResponses.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.Service;
import dev.muster.catalog.UrgencyRule;
import dev.muster.correlate.Declared;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Decision.Page;
import dev.muster.mobilize.Policy.Rule;
import dev.muster.mobilize.Policy.Strategy;
import dev.muster.mobilize.Policy.Target;
import dev.muster.mobilize.Response.AssignedVia;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What holds for every policy, every hole in every schedule, and everything that people and monitors can do in any order.
class ResponseStepPropertiesTest {
  private static final List<String> PEOPLE = List.of("ana", "ben", "cem", "dot");

  /// A made-up house: who is on call changes with time, and some slots have nobody.
  private static final class House {
    final RandomGenerator any;
    final Policy policy;
    final Service service;
    final Fallback fallback;
    final Map<String, List<String>> slots = new HashMap<>();
    Map<String, Long> rings = new HashMap<>();

    House(RandomGenerator any) {
      this.any = any;
      this.policy = policy(any);
      this.service =
          SampleResponses.service(
              any.nextBoolean()
                  ? new UrgencyRule.Constant(Urgency.HIGH)
                  : new UrgencyRule.BySeverity(),
              null,
              List.of(),
              any.nextBoolean() ? Service.RecoveryMode.RESOLVE : Service.RecoveryMode.WATCH);
      this.fallback =
          switch (any.nextInt(3)) {
            case 0 -> Fallback.NONE;
            case 1 -> new Fallback("dot", null);
            default -> new Fallback(null, "noc@example.org");
          };
    }

    private static Policy policy(RandomGenerator any) {
      var rules = new ArrayList<Rule>();
      int levels = 1 + any.nextInt(3);
      for (int level = 0; level < levels; level++) {
        var targets = new HashSet<Target>();
        for (int i = 0; i <= any.nextInt(3); i++) {
          targets.add(
              any.nextInt(3) == 0
                  ? user(PEOPLE.get(any.nextInt(PEOPLE.size())))
                  : schedule(any.nextBoolean() ? "day" : "night"));
        }
        rules.add(
            new Rule(
                "R" + level,
                1 + any.nextInt(30),
                List.copyOf(targets),
                any.nextInt(3) == 0 ? Strategy.ROUND_ROBIN : Strategy.ASSIGN_TO_EVERYONE));
      }
      return new Policy(
          "P1", "Ops", null, any.nextInt(3), "if_has_services", rules, null, START, 1);
    }

    /// A shift lasts 20 minutes; one in three has nobody.
    List<String> onCall(String schedule, Instant at) {
      return slots.computeIfAbsent(
          schedule + Duration.between(START, at).toMinutes() / 20,
          _ ->
              any.nextInt(3) == 0
                  ? List.<String>of()
                  : List.of(PEOPLE.get(any.nextInt(PEOPLE.size()))));
    }

    World world(Instant at) {
      return new World(
          service,
          policy,
          Map.of("day", onCall("day", at), "night", onCall("night", at)),
          Map.of("ana", "Ana", "ben", "Ben", "cem", "Cem", "dot", "Dot"),
          Map.copyOf(rings),
          fallback);
    }

    Set<String> reachable(int level, Instant at) {
      var people = new HashSet<String>();
      for (Target target : policy.rule(level).targets()) {
        people.addAll(
            target.kind() == Target.Kind.USER ? List.of(target.id()) : onCall(target.id(), at));
      }
      return people;
    }
  }

  private static Impulse impulse(RandomGenerator any, ResponseState state) {
    var who = new Who(Who.Kind.USER, PEOPLE.get(any.nextInt(PEOPLE.size())), "Somebody");
    return switch (any.nextInt(15)) {
      case 0, 1 -> new Impulse.Asked(new Command.Acknowledge(), who);
      case 2 -> new Impulse.Asked(new Command.Trigger(), who);
      case 3 -> new Impulse.Asked(new Command.Resolve(null), who);
      case 4 -> new Impulse.Asked(new Command.Reopen(any.nextBoolean()), who);
      case 5 -> new Impulse.Asked(new Command.Snooze(Duration.ofMinutes(1 + any.nextInt(90))), who);
      case 6 -> new Impulse.Asked(new Command.Escalate(1 + any.nextInt(3)), who);
      case 7 ->
          new Impulse.Asked(
              new Command.Reassign(List.of(PEOPLE.get(any.nextInt(PEOPLE.size())))), who);
      case 8 -> new Impulse.Asked(new Command.Delegate("P1"), who);
      case 9 ->
          new Impulse.Asked(
              new Command.ChangeUrgency(any.nextBoolean() ? Urgency.HIGH : Urgency.LOW), who);
      case 10 -> new Impulse.Grew(Severity.values()[any.nextInt(4)]);
      case 11 -> new Impulse.Cleared(Who.muster());
      case 12 ->
          new Impulse.Matters(
              "Alert 'Down' belongs to it",
              List.of(
                      Optional.<Urgency>empty(),
                      Optional.of(Urgency.LOW),
                      Optional.of(Urgency.HIGH))
                  .get(any.nextInt(3))
                  .orElse(null),
              Severity.values()[any.nextInt(4)]);
      default -> next(state);
    };
  }

  private static Impulse next(ResponseState state) {
    return state.due().isEmpty()
        ? new Impulse.Worsened(Severity.CRITICAL)
        : new Impulse.Fell(state.due().getFirst().kind());
  }

  @Test
  void whatever_happens_nobody_is_told_wrongly_and_no_incident_is_silent() {
    forAll(
        3_000,
        any -> {
          var house = new House(any);
          Declared declared =
              any.nextInt(5) == 0
                  ? new Declared("ana", List.of(PEOPLE.get(any.nextInt(4))), null, null, null)
                  : null;
          Urgency held = declared == null && any.nextInt(3) == 0 ? Urgency.LOW : null;
          Instant now = START;
          Severity severity = Severity.values()[any.nextInt(4)];
          World world = house.world(now);
          Decision decision =
              ResponseStep.begin(formed("Q1", severity, held, declared), world, now);
          house.rings.putAll(decision.rings());
          var pagedSteps = new HashSet<Integer>();
          check(null, decision, null, house, now, pagedSteps);
          for (int i = 0; i < 25; i++) {
            ResponseState before = decision.after();
            Impulse impulse = impulse(any, before);
            now =
                impulse instanceof Impulse.Fell(Due.Kind kind)
                    ? later(now, before.due(kind).orElseThrow().at())
                    : now.plusSeconds(any.nextInt(600));
            world = house.world(now);
            try {
              Decision after = ResponseStep.step(before, impulse, world, now);
              assertThat(ResponseStep.step(before, impulse, world, now)).isEqualTo(after);
              house.rings.putAll(after.rings());
              check(before, after, impulse, house, now, pagedSteps);
              decision = after;
            } catch (ApiException refused) {
              assertThat(refused.code()).isBetween(1001, 1020);
            }
          }
        });
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static void check(
      @Nullable ResponseState before,
      Decision decision,
      @Nullable Impulse impulse,
      House house,
      Instant now,
      Set<Integer> pagedSteps) {
    ResponseState after = decision.after();
    Response response = after.response();
    String what = impulse + " on " + before + " gave " + decision;
    // Nobody is told once somebody has it or it is over, and nobody twice of one step.
    if (!decision.pages().isEmpty()) {
      assertThat(response.triggered()).as(what).isTrue();
      var told = new HashSet<String>();
      for (Page page : decision.pages()) {
        assertThat(page.step()).as(what).isEqualTo(after.step());
        page.userIds().forEach(user -> assertThat(told.add(user)).as(what).isTrue());
        assertThat(response.assignments().stream().map(Response.Assignment::userId))
            .as(what)
            .containsAll(page.userIds());
      }
      assertThat(pagedSteps.add(after.step())).as(what).isTrue();
    }
    // What was planned before does not survive a change of hands.
    if (before != null && before.step() != after.step()) {
      assertThat(decision.hush()).as(what).isNotNull();
    }
    // Who newly has it through a level is on call there now.
    if (response.assignedVia() == AssignedVia.ESCALATION_POLICY
        && !decision.pages().isEmpty()
        && response.level() > 0
        && decision.events().stream().anyMatch(MobilizeEvent.Escalated.class::isInstance)) {
      Set<String> reachable = house.reachable(response.level(), now);
      assertThat(response.assignments())
          .as(what)
          .isNotEmpty()
          .allSatisfy(one -> assertThat(reachable).contains(one.userId()));
      if (house.policy.rule(response.level()).strategy() == Strategy.ASSIGN_TO_EVERYONE) {
        assertThat(response.assignments()).as(what).hasSameSizeAs(reachable);
      }
    }
    // A triggered incident was told to somebody at this step, or says why not.
    boolean fresh = before == null || before.step() != after.step();
    if (response.triggered() && fresh && response.phase() == Response.Phase.ACTIVE) {
      boolean said =
          decision.events().stream()
              .anyMatch(event ->
                  event instanceof MobilizeEvent.NobodyOnCall nobody && nobody.level() == 0);
      assertThat(!decision.pages().isEmpty() || said).as(what).isTrue();
    }
    // Only what is triggered, urgent and on its policy climbs; what is over rests.
    boolean climbs =
        after.due(Due.Kind.ESCALATE).isPresent() || after.due(Due.Kind.EXHAUST).isPresent();
    if (climbs) {
      assertThat(response.triggered()).as(what).isTrue();
      assertThat(response.urgency() == Urgency.HIGH || response.assignments().isEmpty())
          .as(what)
          .isTrue();
      assertThat(response.assignedVia()).as(what).isEqualTo(AssignedVia.ESCALATION_POLICY);
    }
    if (!response.status().open()) {
      assertThat(after.due()).as(what).isEmpty();
      assertThat(response.assignments()).as(what).isEmpty();
    }
    assertThat(response.acknowledgements().isEmpty())
        .as(what)
        .isEqualTo(response.status() != ResponseStatus.ACKNOWLEDGED);
    assertThat(after.due()).as(what).isSortedAccordingTo(java.util.Comparator.comparing(Due::at));
    if (before != null && before.response().status() != response.status()) {
      assertThat(before.response().status().mayBecome(response.status())).as(what).isTrue();
      assertThat(response.lastStatusChangeAt()).as(what).isEqualTo(now);
    }
    if (decision.events().isEmpty()
        && before != null
        && !(impulse instanceof Impulse.Grew)
        && !(impulse instanceof Impulse.Worsened)
        && !(impulse instanceof Impulse.Fell)) {
      assertThat(after.response().status()).as(what).isEqualTo(before.response().status());
      assertThat(decision.pages()).as(what).isEmpty();
    }
    assertThat(Json.read(Json.write(after), ResponseState.class)).isEqualTo(after);
  }

  @Test
  void left_alone_an_urgent_incident_climbs_everything_and_says_when_it_is_exhausted() {
    forAll(
        2_000,
        any -> {
          var house = new House(any);
          Instant now = START;
          Decision decision =
              ResponseStep.begin(
                  formed("Q1", Severity.CRITICAL, Urgency.HIGH, null), house.world(now), now);
          int loops = house.policy.numLoops();
          int steps = 0;
          int exhausted = 0;
          while (true) {
            Due due =
                decision.after().due().stream()
                    .filter(
                        one -> one.kind() == Due.Kind.ESCALATE || one.kind() == Due.Kind.EXHAUST)
                    .findFirst()
                    .orElse(null);
            if (due == null) {
              break;
            }
            now = later(now, due.at());
            decision =
                ResponseStep.step(
                    decision.after(), new Impulse.Fell(due.kind()), house.world(now), now);
            steps++;
            exhausted +=
                decision.events().stream().anyMatch(MobilizeEvent.Exhausted.class::isInstance)
                    ? 1
                    : 0;
            assertThat(steps).isLessThanOrEqualTo((loops + 1) * (house.policy.levels() + 1));
          }
          assertThat(exhausted).isEqualTo(1);
          assertThat(decision.after().response().triggered()).isTrue();
        });
  }

  @Test
  void a_ring_is_fair_to_within_one() {
    forAll(
        300,
        any -> {
          int size = 2 + any.nextInt(3);
          var targets = PEOPLE.subList(0, size).stream().map(SampleResponses::user).toList();
          var policy =
              SampleResponses.policy(0, new Rule("RING", 5, targets, Strategy.ROUND_ROBIN));
          Map<String, Long> rings = Map.of("RING", any.nextLong(1_000));
          var turns = new HashMap<String, Integer>();
          int incidents = 1 + any.nextInt(40);
          for (int i = 0; i < incidents; i++) {
            Decision begun =
                ResponseStep.begin(
                    formed("Q" + i),
                    SampleResponses.with(SampleResponses.world(policy), rings),
                    START);
            rings = begun.rings();
            turns.merge(begun.pages().getFirst().userIds().getFirst(), 1, Integer::sum);
          }
          for (Target target : targets) {
            assertThat(turns.getOrDefault(target.id(), 0))
                .isBetween(incidents / size, incidents / size + 1);
          }
        });
  }
}
