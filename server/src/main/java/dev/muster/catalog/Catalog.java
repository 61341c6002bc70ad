package dev.muster.catalog;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The desk of the catalog. Services, integrations and maintenance windows are answered from memory, at no cost worth naming; a
/// change is seen at once on the node that made it and within about a second on the others. People and teams come from the
/// database.
public interface Catalog {
  Optional<Service> service(String id);

  /// Services by id; ids that do not exist are left out.
  Map<String, Service> services(Collection<String> ids);

  List<Service> allServices();

  List<Service> servicesOfPolicy(String escalationPolicyId);

  List<Service> servicesOfTeam(String teamId);

  /// The integration that a sender's routing key belongs to. The intake's hot path.
  Optional<Integration> integrationByKey(String routingKey);

  /// The integration that mails to that address belong to, in any case.
  default Optional<Integration> integrationByMail(String address) {
    return Optional.empty();
  }

  Optional<Integration> integration(String id);

  List<Integration> integrations(String serviceId);

  /// Whether any integration asks that no mails are sent about what it alone has said.
  boolean leavesMailsOut();

  /// True when a maintenance window holds that service at that moment.
  boolean inMaintenance(String serviceId, Instant at);

  Optional<User> user(String id);

  Optional<User> userByEmail(String email);

  /// The people whom others call by those words: a mail address, a name, or what stands before the sign of an address. Words by which
  /// nobody or more than one is called are left out.
  default Map<String, User> usersCalled(Collection<String> words) {
    var called = new HashMap<String, User>();
    words.forEach(each -> userByEmail(each).ifPresent(user -> called.put(each, user)));
    return called;
  }

  /// Users by id; ids that do not exist are left out.
  Map<String, User> users(Collection<String> ids);

  /// The clock on that person's wall; Greenwich's for nobody and for somebody who is gone.
  ///
  /// @param userId null for an address without an account
  default ZoneId clockOf(@Nullable String userId) {
    return Optional.ofNullable(userId)
        .flatMap(this::user)
        .map(User::timeZone)
        .orElse(ZoneId.of("UTC"));
  }

  Optional<ContactMethod> contactMethod(String id);

  List<ContactMethod> contactMethods(String userId);

  /// Notes that a test message went out to a contact method.
  void contactMethodTested(String contactMethodId, Instant at);

  /// All rules of the user, of both urgencies, soonest first.
  List<NotificationRule> notificationRules(String userId);

  Optional<Team> team(String id);

  /// Teams by id; ids that do not exist are left out.
  Map<String, Team> teams(Collection<String> ids);

  List<Team> teamsOf(String userId);

  List<Team.Member> members(String teamId);

  /// Highest first.
  List<Priority> priorities();

  Optional<Priority> priority(String id);
}
