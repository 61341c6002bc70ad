package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Integration;
import dev.muster.catalog.NotificationRule;
import dev.muster.catalog.Priority;
import dev.muster.catalog.Service;
import dev.muster.catalog.Team;
import dev.muster.catalog.User;
import dev.muster.kernel.Role;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A catalog of a few people, written down in the test.
public final class FakeCatalog implements Catalog {
  final Map<String, User> users = new LinkedHashMap<>();
  final Map<String, Service> services = new LinkedHashMap<>();
  final List<ContactMethod> methods = new ArrayList<>();
  final List<NotificationRule> rules = new ArrayList<>();
  final Map<String, Instant> tested = new HashMap<>();

  FakeCatalog person(String id, String name) {
    users.put(
        id,
        new User(
            id,
            name,
            id + "@example.org",
            ZoneOffset.UTC,
            Role.LIMITED_USER,
            null,
            null,
            "red",
            null,
            SampleResponses.START));
    return this;
  }

  /// A way to be told, for both urgencies after so many minutes.
  FakeCatalog way(String userId, ContactMethod.Type type, String address, int minutes) {
    return way(userId, type, address, minutes, Urgency.values());
  }

  FakeCatalog way(
      String userId, ContactMethod.Type type, String address, int minutes, Urgency... urgencies) {
    String id = "C" + (methods.size() + 1);
    methods.add(
        new ContactMethod(
            id,
            userId,
            type,
            type.name().toLowerCase(java.util.Locale.ROOT) + " of " + userId,
            address,
            type.isNumber() ? 49 : 0,
            true,
            null,
            null));
    for (Urgency urgency : urgencies) {
      rules.add(new NotificationRule("N" + (rules.size() + 1), userId, minutes, id, urgency));
    }
    return this;
  }

  @Override
  public Optional<Service> service(String id) {
    return Optional.ofNullable(services.get(id));
  }

  @Override
  public Map<String, Service> services(Collection<String> ids) {
    return pick(services, ids);
  }

  private static <T> Map<String, T> pick(Map<String, T> all, Collection<String> ids) {
    var found = new HashMap<>(all);
    found.keySet().retainAll(ids);
    return found;
  }

  @Override
  public List<Service> allServices() {
    return List.copyOf(services.values());
  }

  @Override
  public List<Service> servicesOfPolicy(String escalationPolicyId) {
    return services.values().stream()
        .filter(service -> service.escalationPolicyId().equals(escalationPolicyId))
        .toList();
  }

  @Override
  public List<Service> servicesOfTeam(String teamId) {
    return List.of();
  }

  @Override
  public Optional<Integration> integrationByKey(String routingKey) {
    return Optional.empty();
  }

  @Override
  public Optional<Integration> integration(String id) {
    return Optional.empty();
  }

  @Override
  public boolean leavesMailsOut() {
    return false;
  }

  @Override
  public List<Integration> integrations(String serviceId) {
    return List.of();
  }

  @Override
  public boolean inMaintenance(String serviceId, Instant at) {
    return false;
  }

  @Override
  public Optional<User> user(String id) {
    return Optional.ofNullable(users.get(id));
  }

  @Override
  public Optional<User> userByEmail(String email) {
    return users.values().stream().filter(user -> user.email().equalsIgnoreCase(email)).findFirst();
  }

  @Override
  public Map<String, User> users(Collection<String> ids) {
    return pick(users, ids);
  }

  @Override
  public Optional<ContactMethod> contactMethod(String id) {
    return methods.stream().filter(method -> method.id().equals(id)).findFirst();
  }

  @Override
  public List<ContactMethod> contactMethods(String userId) {
    return methods.stream().filter(method -> method.userId().equals(userId)).toList();
  }

  @Override
  public void contactMethodTested(String contactMethodId, Instant at) {
    tested.put(contactMethodId, at);
  }

  @Override
  public List<NotificationRule> notificationRules(String userId) {
    return rules.stream().filter(rule -> rule.userId().equals(userId)).toList();
  }

  @Override
  public Optional<Team> team(String id) {
    return Optional.empty();
  }

  @Override
  public Map<String, Team> teams(Collection<String> ids) {
    return Map.of();
  }

  @Override
  public List<Team> teamsOf(String userId) {
    return List.of();
  }

  @Override
  public List<Team.Member> members(String teamId) {
    return List.of();
  }

  @Override
  public List<Priority> priorities() {
    return List.of();
  }

  @Override
  public Optional<Priority> priority(String id) {
    return Optional.empty();
  }
}
