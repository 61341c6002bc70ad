package dev.muster.respond.chat;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.User;
import dev.muster.kernel.Moments;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.mobilize.schedule.Schedules;
import dev.muster.mobilize.schedule.Shift;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
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
    List<EscalationTargets.Policy> found =
        policies.get().stream()
            .filter(policy -> sight.sees("escalation_policies", policy.id()))
            .filter(policy -> name == null || fits(policy, name.toLowerCase(Locale.ROOT)))
            .toList();
    if (found.isEmpty()) {
      return name == null
          ? "There is no escalation policy yet."
          : "No service, escalation policy or schedule has '" + wire.plain(name) + "' in its name.";
    }
    var lines = new ArrayList<String>();
    for (EscalationTargets.Policy policy : found.subList(0, Math.min(LISTED_MOST, found.size()))) {
      lines.add(wire.plain(policy.name()) + ": " + levels(policy, zone, wire, now));
    }
    if (found.size() > LISTED_MOST) {
      lines.add("and %d more; say a name.".formatted(found.size() - LISTED_MOST));
    }
    return String.join("\n", lines);
  }

  private boolean fits(EscalationTargets.Policy policy, String part) {
    return has(policy.name(), part)
        || catalog.servicesOfPolicy(policy.id()).stream()
            .map(Service::name)
            .anyMatch(service -> has(service, part))
        || schedules.names(schedulesOf(policy)).values().stream()
            .anyMatch(schedule -> has(schedule, part));
  }

  private static boolean has(String name, String part) {
    return name.toLowerCase(Locale.ROOT).contains(part);
  }

  private static Set<String> schedulesOf(EscalationTargets.Policy policy) {
    return policy.targets().stream()
        .filter(target -> target.kind() == EscalationTargets.Kind.SCHEDULE)
        .map(EscalationTargets.Target::id)
        .collect(Collectors.toSet());
  }

  private String levels(EscalationTargets.Policy policy, ZoneId zone, Wire wire, Instant now) {
    Map<String, Shift> shifts = schedules.onCall(schedulesOf(policy), now);
    var people = new HashSet<String>();
    for (EscalationTargets.Target target : policy.targets()) {
      Shift shift = shifts.get(target.id());
      switch (target.kind()) {
        case USER -> people.add(target.id());
        case SCHEDULE -> {
          if (shift != null) {
            people.add(shift.userId());
          }
        }
      }
    }
    Map<String, User> users = catalog.users(people);
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
