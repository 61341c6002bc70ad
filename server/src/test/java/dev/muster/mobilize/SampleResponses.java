package dev.muster.mobilize;

import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Service;
import dev.muster.catalog.Service.RecoveryMode;
import dev.muster.catalog.SupportHours;
import dev.muster.catalog.UrgencyRule;
import dev.muster.correlate.Declared;
import dev.muster.correlate.IncidentEvent.IncidentFormed;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Policy.Rule;
import dev.muster.mobilize.Policy.Strategy;
import dev.muster.mobilize.Policy.Target;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// People, policies and worlds for tests: Ana, Ben, Cem and Dot; schedules `day` and `night`.
final class SampleResponses {
  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  static final Who ANA = new Who(Who.Kind.USER, "ana", "Ana");
  static final Who BEN = new Who(Who.Kind.USER, "ben", "Ben");

  private static final Map<String, String> NAMES =
      Map.of(
          "ana", "Ana", "ben", "Ben", "cem", "Cem", "dot", "Dot", "day", "Day", "night", "Night");

  private SampleResponses() {}

  static Target user(String id) {
    return new Target(Target.Kind.USER, id);
  }

  static Target schedule(String id) {
    return new Target(Target.Kind.SCHEDULE, id);
  }

  static Rule rule(int minutes, Target... targets) {
    return new Rule(
        "R" + Arrays.hashCode(targets) + minutes,
        minutes,
        List.of(targets),
        Strategy.ASSIGN_TO_EVERYONE);
  }

  static Rule ring(int minutes, Target... targets) {
    return new Rule("RING", minutes, List.of(targets), Strategy.ROUND_ROBIN);
  }

  static Policy policy(int loops, Rule... rules) {
    return new Policy(
        "P1", "Operations", null, loops, "if_has_services", List.of(rules), null, START, 3);
  }

  static Service service() {
    return Service.of("S1", "Shop", "P1", START);
  }

  static Service service(UrgencyRule urgency, @Nullable SupportHours hours) {
    return service(urgency, hours, List.of(), RecoveryMode.RESOLVE);
  }

  static Service service(
      UrgencyRule urgency,
      @Nullable SupportHours hours,
      List<Service.ScheduledAction> actions,
      RecoveryMode mode) {
    return new Service(
        "S1",
        "Shop",
        null,
        false,
        "P1",
        null,
        null,
        null,
        1_800,
        14_400,
        "create_alerts_and_incidents",
        urgency,
        hours,
        actions,
        new AlertGrouping.None(),
        null,
        mode,
        900,
        START);
  }

  static World world(@Nullable Policy policy) {
    return world(policy, Map.of());
  }

  static World world(@Nullable Policy policy, Map<String, List<String>> onCall) {
    return new World(
        service(), policy, onCall, NAMES, Map.of(), new Fallback(null, "noc@example.org"));
  }

  static World with(World world, Service service) {
    return new World(
        service, world.policy(), world.onCall(), world.names(), world.rings(), world.fallback());
  }

  static World with(World world, Map<String, Long> rings) {
    var all = new HashMap<>(world.rings());
    all.putAll(rings);
    return new World(
        world.service(), world.policy(), world.onCall(), world.names(), all, world.fallback());
  }

  static World with(World world, Fallback fallback) {
    return new World(
        world.service(), world.policy(), world.onCall(), world.names(), world.rings(), fallback);
  }

  static IncidentFormed formed(String id) {
    return formed(id, Severity.CRITICAL, null, null);
  }

  static IncidentFormed formed(
      String id,
      @Nullable Severity severity,
      @Nullable Urgency urgency,
      @Nullable Declared declared) {
    return new IncidentFormed(
        id,
        Math.abs((long) id.hashCode()),
        "S1",
        "Disk full on " + id,
        severity,
        urgency,
        null,
        declared == null ? "A1" : null,
        declared,
        new Reason("grouping.none", 1, "Each alert is an incident."),
        START);
  }
}
