package dev.muster.respond.chat;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.User;
import dev.muster.kernel.Moments;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.mobilize.schedule.Schedules;
import dev.muster.mobilize.schedule.Shift;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says who is on call, by escalation policy and level.
final class OnCallWords {
  private static final int LISTED_MOST = 10;

  private final Supplier<List<EscalationTargets.Policy>> policies;
  private final Schedules schedules;
  private final Catalog catalog;
  private final Sight sight;

  OnCallWords(
      Supplier<List<EscalationTargets.Policy>> policies,
      Schedules schedules,
      Catalog catalog,
      Sight sight) {
    this.policies = policies;
    this.schedules = schedules;
    this.catalog = catalog;
    this.sight = sight;
  }

  /// @param name of a service, policy or schedule, or a part of it; null for all
  /// @param zone the clock of whoever asks
  String say(@Nullable String name, ZoneId zone, Wire wire, Instant now) {
    List<EscalationTargets.Policy> seen =
        policies.get().stream()
            .filter(policy -> sight.sees("escalation_policies", policy.id()))
            .toList();
    if (seen.isEmpty()) {
      return "There is no escalation policy that you may see.";
    }
    List<EscalationTargets.Policy> found =
        name == null ? seen : fitting(seen, name.toLowerCase(Locale.ROOT));
    if (found.isEmpty()) {
      return "No service, escalation policy or schedule has '"
          + wire.plain(name == null ? "" : name)
          + "' in its name.";
    }
    List<EscalationTargets.Policy> listed = found.subList(0, Math.min(LISTED_MOST, found.size()));
    Map<String, Shift> shifts = schedules.onCall(schedulesOf(listed), now);
    Map<String, User> users = catalog.users(people(listed, shifts));
    var lines = new ArrayList<String>();
    for (EscalationTargets.Policy policy : listed) {
      lines.add(wire.plain(policy.name()) + ": " + levels(policy, shifts, users, zone, wire));
    }
    if (found.size() > LISTED_MOST) {
      lines.add("and %d more; say a name.".formatted(found.size() - LISTED_MOST));
    }
    return String.join("\n", lines);
  }

  private List<EscalationTargets.Policy> fitting(
      List<EscalationTargets.Policy> policies, String part) {
    Set<String> named =
        schedules.names(schedulesOf(policies)).entrySet().stream()
            .filter(schedule -> has(schedule.getValue(), part))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return policies.stream()
        .filter(policy ->
            has(policy.name(), part)
                || schedulesOf(List.of(policy)).stream().anyMatch(named::contains)
                || catalog.servicesOfPolicy(policy.id()).stream()
                    .anyMatch(service -> has(service.name(), part)))
        .toList();
  }

  private static boolean has(String name, String part) {
    return name.toLowerCase(Locale.ROOT).contains(part);
  }

  private static Set<String> schedulesOf(List<EscalationTargets.Policy> policies) {
    return policies.stream()
        .flatMap(policy -> policy.targets().stream())
        .filter(target -> target.kind() == EscalationTargets.Kind.SCHEDULE)
        .map(EscalationTargets.Target::id)
        .collect(Collectors.toSet());
  }

  private static Set<String> people(
      List<EscalationTargets.Policy> policies, Map<String, Shift> shifts) {
    Set<String> people = shifts.values().stream().map(Shift::userId).collect(Collectors.toSet());
    policies.stream()
        .flatMap(policy -> policy.targets().stream())
        .filter(target -> target.kind() == EscalationTargets.Kind.USER)
        .forEach(target -> people.add(target.id()));
    return people;
  }

  private static String levels(
      EscalationTargets.Policy policy,
      Map<String, Shift> shifts,
      Map<String, User> users,
      ZoneId zone,
      Wire wire) {
    var levels = new TreeMap<Integer, List<String>>();
    for (EscalationTargets.Target target : policy.targets()) {
      List<String> level = levels.computeIfAbsent(target.level(), _ -> new ArrayList<>());
      switch (target.kind()) {
        case USER -> level.add(name(users, target.id(), wire));
        case SCHEDULE -> {
          Shift shift = shifts.get(target.id());
          if (shift != null) {
            level.add(
                name(users, shift.userId(), wire) + " until " + Moments.words(shift.end(), zone));
          }
        }
      }
    }
    return levels.isEmpty()
        ? "nobody"
        : levels.entrySet().stream()
            .map(level ->
                "%d. %s"
                    .formatted(
                        level.getKey(),
                        level.getValue().isEmpty()
                            ? "nobody"
                            : String.join(", ", level.getValue())))
            .collect(Collectors.joining("; "));
  }

  private static String name(Map<String, User> users, String id, Wire wire) {
    User user = users.get(id);
    return user == null ? "somebody who is gone" : wire.plain(user.name());
  }
}
