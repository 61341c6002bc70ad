package dev.muster.correlate;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Integration;
import dev.muster.catalog.NotificationRule;
import dev.muster.catalog.Priority;
import dev.muster.catalog.Service;
import dev.muster.catalog.Team;
import dev.muster.catalog.User;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A catalog of what a test puts into it.
public final class FakeCatalog implements Catalog {
  public final Map<String, Service> services = new HashMap<>();
  public final Map<String, User> users = new HashMap<>();
  public final Set<String> inMaintenance = new HashSet<>();

  @Override
  public Optional<Service> service(String id) {
    return Optional.ofNullable(services.get(id));
  }

  @Override
  public Map<String, Service> services(Collection<String> ids) {
    return ids.stream()
        .flatMap(id -> service(id).stream())
        .collect(Collectors.toMap(Service::id, service -> service, (one, _) -> one));
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
    return services.values().stream().filter(service -> teamId.equals(service.teamId())).toList();
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
    return inMaintenance.contains(serviceId);
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
    return ids.stream()
        .flatMap(id -> user(id).stream())
        .collect(Collectors.toMap(User::id, user -> user, (one, _) -> one));
  }

  @Override
  public Optional<ContactMethod> contactMethod(String id) {
    return Optional.empty();
  }

  @Override
  public List<ContactMethod> contactMethods(String userId) {
    return List.of();
  }

  @Override
  public void contactMethodTested(String contactMethodId, Instant at) {}

  @Override
  public List<NotificationRule> notificationRules(String userId) {
    return List.of();
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
