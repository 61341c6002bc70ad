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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// People with a mail address and a phone, and services; what a simulation needs of the catalog.
final class SimCatalog implements Catalog {
  private final Map<String, Service> services = new HashMap<>();
  private final Map<String, User> users = new HashMap<>();
  private final Map<String, List<ContactMethod>> methods = new HashMap<>();
  private final Map<String, List<NotificationRule>> rules = new HashMap<>();

  void add(Service service) {
    services.put(service.id(), service);
  }

  /// Told at once by mail, and by text after some minutes when the urgency is high.
  void person(String id, int minutes, Instant at) {
    String address = id + "@sim.example";
    users.put(
        id, new User(id, id, address, ZoneOffset.UTC, Role.USER, null, null, "red", null, at));
    methods.put(
        id,
        List.of(
            new ContactMethod(
                id + "-m", id, ContactMethod.Type.EMAIL, "mail", address, 0, true, null, null),
            new ContactMethod(
                id + "-s", id, ContactMethod.Type.SMS, "text", "1" + id, 1, true, null, null)));
    var wanted = new ArrayList<NotificationRule>();
    wanted.add(new NotificationRule(id + "-r1", id, 0, id + "-m", Urgency.HIGH));
    wanted.add(new NotificationRule(id + "-r2", id, 0, id + "-m", Urgency.LOW));
    wanted.add(new NotificationRule(id + "-r3", id, minutes, id + "-s", Urgency.HIGH));
    rules.put(id, wanted);
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
    return users.values().stream().filter(user -> user.email().equals(email)).findAny();
  }

  @Override
  public Map<String, User> users(Collection<String> ids) {
    return pick(users, ids);
  }

  @Override
  public Optional<ContactMethod> contactMethod(String id) {
    return methods.values().stream()
        .flatMap(List::stream)
        .filter(method -> method.id().equals(id))
        .findAny();
  }

  @Override
  public List<ContactMethod> contactMethods(String userId) {
    return methods.getOrDefault(userId, List.of());
  }

  @Override
  public void contactMethodTested(String contactMethodId, Instant at) {}

  @Override
  public List<NotificationRule> notificationRules(String userId) {
    return rules.getOrDefault(userId, List.of());
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
