package dev.muster.mobilize;

import dev.muster.alert.Handling;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.NotificationRule;
import dev.muster.catalog.Service;
import dev.muster.catalog.ServiceProof;
import dev.muster.catalog.User;
import dev.muster.correlate.Declared;
import dev.muster.correlate.IncidentEvent.IncidentFormed;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What one transaction has looked up at its one `now`. A storm asks for the same people and policies again and again; each is
/// fetched once.
final class Round {
  private final Catalog catalog;
  private final PolicyRepository policies;
  private final OnCall onCall;
  private final Fallback fallback;
  private final ServiceProof proof;
  private final UnaryOperator<String> called;
  private final Instant now;
  private final Map<String, Optional<Policy>> policyById = new HashMap<>();
  private final Map<String, Optional<User>> userById = new HashMap<>();
  private final Map<String, List<String>> onCallBySchedule = new HashMap<>();
  private final Map<String, String> scheduleNames = new HashMap<>();
  private final Map<String, Long> rings = new HashMap<>();
  private final Map<String, List<ContactMethod>> methods = new HashMap<>();
  private final Map<String, List<NotificationRule>> rules = new HashMap<>();

  /// @param called what people call an incident, by its id
  Round(
      Catalog catalog,
      PolicyRepository policies,
      OnCall onCall,
      Fallback fallback,
      ServiceProof proof,
      UnaryOperator<String> called,
      Instant now) {
    this.catalog = catalog;
    this.policies = policies;
    this.onCall = onCall;
    this.fallback = fallback;
    this.proof = proof;
    this.called = called;
    this.now = now;
  }

  Fallback fallback() {
    return fallback;
  }

  /// The world for a response that begins.
  World of(IncidentFormed formed) {
    var service = catalog.service(formed.serviceId()).orElse(null);
    Declared declared = formed.declared();
    String policyId = policyId(formed, service);
    if (policy(policyId) == null && service != null) {
      // An event rule may name a policy that was deleted since.
      policyId = service.escalationPolicyId();
    }
    Policy policy = policy(policyId);
    var people = new LinkedHashSet<String>();
    if (declared != null) {
      people.add(declared.byId());
      people.addAll(declared.assigneeIds());
      if (declared.parted() != null) {
        people.addAll(declared.parted().holderIds());
      }
    }
    boolean climbs = declared == null || declared.assigneeIds().isEmpty();
    return world(formed.serviceId(), policy, null, people, climbs, false);
  }

  /// The policy that a new incident climbs: as the person asked, else as an event rule wants, else the service's.
  static @Nullable String policyId(IncidentFormed formed, @Nullable Service service) {
    Declared declared = formed.declared();
    if (declared != null && declared.policyId() != null) {
      return declared.policyId();
    }
    Handling handling = formed.handling();
    if (handling != null && handling.policyId() != null) {
      return handling.policyId();
    }
    return service == null ? null : service.escalationPolicyId();
  }

  /// The world for a response that exists.
  World of(ResponseState state, Impulse impulse) {
    Response response = state.response();
    Policy policy = null;
    boolean climbs = true;
    String serviceId = response.serviceId();
    var people = new LinkedHashSet<String>();
    switch (impulse) {
      case Impulse.Asked(Command command, Who by, String _) -> {
        people.add(by.id());
        switch (command) {
          case Command.Delegate(String policyId) -> policy = policy(policyId);
          case Command.GiveTo(String toServiceId, String policyId) -> {
            serviceId = toServiceId;
            policy = policy(policyId);
            climbs = policy != null;
          }
          case Command.Trigger(), Command.Reopen _, Command.Escalate _ ->
              policy = policy(response.policyId());
          case Command.Reassign(List<String> userIds) -> {
            people.addAll(userIds);
            climbs = false;
          }
          case Command.ChangeUrgency _ -> {
            climbs = response.pagesNobody();
            policy = climbs ? policy(response.policyId()) : null;
          }
          case Command.Acknowledge _,
              Command.Resolve _,
              Command.Snooze _,
              Command.ChangePriority _,
              Command.Retitle _,
              Command.MergeInto _ ->
              climbs = false;
        }
      }
      case Impulse.Grew _ -> climbs = response.phase() == Response.Phase.WATCHING;
      case Impulse.Matters _ -> policy = policy(response.policyId());
      case Impulse.Worsened _, Impulse.Cleared _ -> climbs = false;
      case Impulse.Fell(Due.Kind kind) ->
          climbs =
              kind == Due.Kind.ESCALATE
                  || kind == Due.Kind.UNACKNOWLEDGE
                  || kind == Due.Kind.UNSNOOZE;
    }
    response.assignments().forEach(one -> people.add(one.userId()));
    response.acknowledgements().forEach(one -> people.add(one.by().id()));
    boolean proves =
        impulse instanceof Impulse.Asked(Command.Resolve _, Who _, String _)
            || (impulse instanceof Impulse.Fell(Due.Kind kind) && kind == Due.Kind.WATCHED);
    World world = world(serviceId, policy, state.ladder(), people, climbs, proves);
    Response.ResolveReason ended = response.resolveReason();
    String into = ended == null ? null : ended.intoIncidentId();
    return into == null || !(impulse instanceof Impulse.Asked)
        ? world
        : world.naming(into, called.apply(into));
  }

  private List<String> doubts(@Nullable Service service) {
    return service == null || service.recoveryMode() != Service.RecoveryMode.VERIFY
        ? List.of()
        : proof.doubts(service.id(), Duration.ofSeconds(Math.max(60, service.watchSeconds())), now);
  }

  private World world(
      String serviceId,
      @Nullable Policy policy,
      @Nullable Policy ladder,
      Set<String> people,
      boolean climbs,
      boolean proves) {
    var schedules = new TreeSet<String>();
    var ringRules = new TreeSet<String>();
    if (climbs) {
      for (Policy one : java.util.Arrays.asList(policy, ladder)) {
        if (one != null) {
          people.addAll(one.targets(Policy.Target.Kind.USER));
          schedules.addAll(one.targets(Policy.Target.Kind.SCHEDULE));
          one.rules().stream()
              .filter(rule -> rule.strategy() == Policy.Strategy.ROUND_ROBIN)
              .forEach(rule -> ringRules.add(rule.id()));
        }
      }
    }
    if (fallback.userId() != null) {
      people.add(fallback.userId());
    }
    fetchSchedules(schedules);
    var onCallNow = new HashMap<String, List<String>>();
    for (String schedule : schedules) {
      List<String> users = onCallBySchedule.getOrDefault(schedule, List.of());
      onCallNow.put(schedule, users);
      people.addAll(users);
    }
    fetchUsers(people);
    var names = new HashMap<String, String>();
    for (String person : people) {
      userById
          .getOrDefault(person, Optional.empty())
          .ifPresent(user -> names.put(person, user.name()));
    }
    for (String schedule : schedules) {
      String name = scheduleNames.get(schedule);
      if (name != null) {
        names.put(schedule, name);
      }
    }
    ringRules.removeAll(rings.keySet());
    if (!ringRules.isEmpty()) {
      rings.putAll(policies.holdRings(ringRules));
    }
    Service service = catalog.service(serviceId).orElse(null);
    return new World(
        service,
        policy,
        onCallNow,
        names,
        Map.copyOf(rings),
        fallback,
        proves ? doubts(service) : List.of());
  }

  /// The policy as it stands; null when there is none.
  @Nullable Policy policy(@Nullable String id) {
    if (id == null) {
      return null;
    }
    return policyById.computeIfAbsent(id, policies::find).orElse(null);
  }

  /// Writes down whose turn it is next.
  void turn(Map<String, Long> places) {
    if (!places.isEmpty()) {
      rings.putAll(places);
      policies.turn(places);
    }
  }

  private void fetchSchedules(Set<String> ids) {
    Set<String> missing =
        ids.stream()
            .filter(id -> !onCallBySchedule.containsKey(id))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!missing.isEmpty()) {
      Map<String, List<String>> found = onCall.at(missing, now);
      missing.forEach(id -> onCallBySchedule.put(id, found.getOrDefault(id, List.of())));
      scheduleNames.putAll(onCall.names(missing));
    }
  }

  private void fetchUsers(Collection<String> ids) {
    Set<String> missing =
        ids.stream()
            .filter(id -> !userById.containsKey(id))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!missing.isEmpty()) {
      Map<String, User> found = catalog.users(missing);
      missing.forEach(id -> userById.put(id, Optional.ofNullable(found.get(id))));
    }
  }

  Optional<User> user(String id) {
    fetchUsers(List.of(id));
    return userById.getOrDefault(id, Optional.empty());
  }

  List<ContactMethod> methods(String userId) {
    return methods.computeIfAbsent(userId, catalog::contactMethods);
  }

  List<NotificationRule> rules(String userId) {
    return rules.computeIfAbsent(userId, catalog::notificationRules);
  }
}
