package dev.muster.catalog;

import dev.muster.platform.db.LiveCopy;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The desk, with services, integrations and maintenance windows in memory.
final class LiveCatalog implements Catalog, Pump {
  /// Everything at one version.
  private record Picture(
      Map<String, Service> services,
      List<Service> byName,
      Map<String, Integration> integrations,
      Map<String, Integration> byKey,
      Map<String, Integration> byMail,
      Map<String, List<Integration>> byService,
      boolean leavesMailsOut,
      Map<String, List<MaintenanceWindow>> windowsNotPast) {}

  private final PostgresServices services;
  private final PostgresPeople people;
  private final InstantSource clock;
  private final LiveCopy<Picture> picture;

  LiveCatalog(
      PostgresServices services,
      PostgresPeople people,
      Transactions transactions,
      InstantSource clock) {
    this.services = services;
    this.people = people;
    this.clock = clock;
    this.picture = new LiveCopy<>(services::version, this::paint, transactions);
  }

  /// Tells all nodes that services, integrations or windows changed. Call it inside of the changing transaction.
  void changed() {
    services.raiseVersion();
    picture.loadAfterCommit();
  }

  /// Loads everything anew unless it is there already.
  void load() {
    picture.load();
  }

  private Picture paint() {
    List<Service> all =
        services.services().stream()
            .sorted(
                Comparator.comparing(Service::name, String.CASE_INSENSITIVE_ORDER)
                    .thenComparing(Service::id))
            .toList();
    List<Integration> doors = services.integrations();
    var windows = new HashMap<String, List<MaintenanceWindow>>();
    for (MaintenanceWindow window : services.windowsEndingAfter(clock.instant())) {
      for (String serviceId : window.serviceIds()) {
        windows.computeIfAbsent(serviceId, _ -> new ArrayList<>()).add(window);
      }
    }
    return new Picture(
        index(all, Service::id),
        all,
        index(doors, Integration::id),
        index(doors, Integration::key),
        byMail(doors),
        doors.stream().collect(Collectors.groupingBy(Integration::serviceId)),
        doors.stream().anyMatch(door -> !door.mails()),
        windows);
  }

  private static <T> Map<String, T> index(List<T> list, Function<T, String> key) {
    var map = new LinkedHashMap<String, T>();
    list.forEach(item -> map.put(key.apply(item), item));
    return map;
  }

  /// Of several that were given one address when nothing came in there yet, the oldest has it.
  private static Map<String, Integration> byMail(List<Integration> oldestFirst) {
    var map = new HashMap<String, Integration>();
    for (Integration door : oldestFirst) {
      String email = door.email();
      if (email != null) {
        map.putIfAbsent(email.toLowerCase(Locale.ROOT), door);
      }
    }
    return map;
  }

  private Picture picture() {
    return picture.get();
  }

  @Override
  public String name() {
    return "catalog.picture";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // this node loads right after its own changes
  }

  /// Looks whether another node changed something; that is no work to wait for, so it never counts as any.
  @Override
  public int poll(Instant now) {
    picture.look(now);
    return 0;
  }

  @Override
  public Optional<Service> service(String id) {
    return Optional.ofNullable(picture().services().get(id));
  }

  @Override
  public Map<String, Service> services(Collection<String> ids) {
    Picture now = picture();
    var found = new LinkedHashMap<String, Service>();
    for (String id : ids) {
      Service service = now.services().get(id);
      if (service != null) {
        found.put(id, service);
      }
    }
    return found;
  }

  @Override
  public List<Service> allServices() {
    return picture().byName();
  }

  @Override
  public List<Service> servicesOfPolicy(String escalationPolicyId) {
    return picture().byName().stream()
        .filter(service -> service.escalationPolicyId().equals(escalationPolicyId))
        .toList();
  }

  @Override
  public List<Service> servicesOfTeam(String teamId) {
    return picture().byName().stream().filter(service -> teamId.equals(service.teamId())).toList();
  }

  @Override
  public Optional<Integration> integrationByKey(String routingKey) {
    return Optional.ofNullable(picture().byKey().get(routingKey));
  }

  @Override
  public Optional<Integration> integrationByMail(String address) {
    return Optional.ofNullable(picture().byMail().get(address.toLowerCase(Locale.ROOT)));
  }

  @Override
  public Optional<Integration> integration(String id) {
    return Optional.ofNullable(picture().integrations().get(id));
  }

  @Override
  public boolean leavesMailsOut() {
    return picture().leavesMailsOut();
  }

  @Override
  public List<Integration> integrations(String serviceId) {
    return picture().byService().getOrDefault(serviceId, List.of());
  }

  @Override
  public boolean inMaintenance(String serviceId, Instant at) {
    for (MaintenanceWindow window : picture().windowsNotPast().getOrDefault(serviceId, List.of())) {
      if (window.occurrenceAt(at).isPresent()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<User> user(String id) {
    return people.users(List.of(id)).stream().findFirst();
  }

  @Override
  public Optional<User> userByEmail(String email) {
    return people.userByEmail(email);
  }

  @Override
  public Map<String, User> usersCalled(Collection<String> words) {
    return people.usersCalled(words);
  }

  @Override
  public Map<String, User> users(Collection<String> ids) {
    return index(people.users(ids), User::id);
  }

  @Override
  public Optional<ContactMethod> contactMethod(String id) {
    return people.contactMethod(id);
  }

  @Override
  public List<ContactMethod> contactMethods(String userId) {
    return people.contactMethods(List.of(userId));
  }

  @Override
  public void contactMethodTested(String contactMethodId, Instant at) {
    people.tested(contactMethodId, at);
  }

  @Override
  public List<NotificationRule> notificationRules(String userId) {
    return people.notificationRules(List.of(userId));
  }

  @Override
  public Optional<Team> team(String id) {
    return people.teams(List.of(id)).stream().findFirst();
  }

  @Override
  public Map<String, Team> teams(Collection<String> ids) {
    return index(people.teams(ids), Team::id);
  }

  @Override
  public List<Team> teamsOf(String userId) {
    List<String> ids =
        people.membershipsOf(List.of(userId)).stream().map(Team.Member::teamId).toList();
    Map<String, Team> found = teams(ids);
    return ids.stream().map(found::get).filter(java.util.Objects::nonNull).toList();
  }

  @Override
  public List<Team.Member> members(String teamId) {
    return people.members(teamId);
  }

  @Override
  public List<Priority> priorities() {
    return services.priorities();
  }

  @Override
  public Optional<Priority> priority(String id) {
    return services.priorities().stream().filter(priority -> priority.id().equals(id)).findFirst();
  }
}
