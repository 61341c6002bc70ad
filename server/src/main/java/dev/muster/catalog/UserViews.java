package dev.muster.catalog;

import dev.muster.kernel.Role;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Reference;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Users and teams as the REST API shows them.
final class UserViews {
  record UserView(
      String id,
      String type,
      String summary,
      String self,
      String htmlUrl,
      String name,
      String email,
      String timeZone,
      String color,
      @Nullable String avatarUrl,
      String role,
      @Nullable String description,
      boolean invitationSent,
      @Nullable String jobTitle,
      List<Object> teams,
      List<Object> contactMethods,
      List<Object> notificationRules,
      List<TeamRoleView> teamRoles) {}

  /// What a person may do with what one of their teams owns.
  ///
  /// @param id of the team
  /// @param role `observer`, `responder` or `manager`
  record TeamRoleView(String id, String role) {}

  /// @param blacklisted true when it must not be used
  /// @param warnings what speaks against relying on it, in plain words: it was never verified, or nothing was heard of it for long
  record ContactMethodView(
      String id,
      String type,
      String summary,
      String self,
      @Nullable String htmlUrl,
      String label,
      String address,
      int countryCode,
      boolean enabled,
      boolean blacklisted,
      boolean sendShortEmail,
      boolean sendHtmlEmail,
      @Nullable Instant verifiedAt,
      @Nullable Instant lastTestedAt,
      List<String> warnings) {}

  record NotificationRuleView(
      String id,
      String type,
      String summary,
      String self,
      @Nullable String htmlUrl,
      int startDelayInMinutes,
      String urgency,
      Object contactMethod) {}

  record TeamView(
      String id,
      String type,
      String summary,
      String self,
      String htmlUrl,
      String name,
      @Nullable String description,
      String defaultRole,
      @Nullable Object parent) {}

  record LicenseView(
      String id,
      String type,
      String summary,
      @Nullable String self,
      @Nullable String htmlUrl,
      String name,
      String description,
      List<String> validRoles,
      String roleGroup,
      long currentValue,
      @Nullable Long allocationsAvailable) {}

  private final PostgresPeople people;
  private final Links links;
  private final InstantSource clock;

  UserViews(PostgresPeople people, Links links, InstantSource clock) {
    this.people = people;
    this.links = links;
    this.clock = clock;
  }

  /// In the order of the users.
  ///
  /// @param includes `contact_methods`, `notification_rules`, `teams` to have them in full
  List<UserView> users(List<User> users, Set<String> includes) {
    List<String> ids = users.stream().map(User::id).toList();
    Map<String, List<ContactMethod>> methods =
        people.contactMethods(ids).stream().collect(Collectors.groupingBy(ContactMethod::userId));
    Map<String, List<NotificationRule>> rules =
        people.notificationRules(ids).stream()
            .collect(Collectors.groupingBy(NotificationRule::userId));
    List<Team.Member> memberships = people.membershipsOf(ids);
    Map<String, Team> teams =
        people
            .teams(memberships.stream().map(Team.Member::teamId).collect(Collectors.toSet()))
            .stream()
            .collect(Collectors.toMap(Team::id, team -> team));
    Map<String, List<Team.Member>> byUser =
        memberships.stream().collect(Collectors.groupingBy(Team.Member::userId));
    return users.stream()
        .map(user -> {
          List<ContactMethod> own = methods.getOrDefault(user.id(), List.of());
          return new UserView(
              user.id(),
              "user",
              user.name(),
              links.self("users", user.id()),
              links.html("users", user.id()),
              user.name(),
              user.email(),
              user.timeZone().getId(),
              user.color(),
              user.avatarUrl(),
              user.role().wire(),
              user.description(),
              false,
              user.jobTitle(),
              byUser.getOrDefault(user.id(), List.of()).stream()
                  .map(member -> teams.get(member.teamId()))
                  .filter(java.util.Objects::nonNull)
                  .map(team -> includes.contains("teams") ? (Object) team(team) : reference(team))
                  .toList(),
              own.stream()
                  .map(method ->
                      includes.contains("contact_methods")
                          ? (Object) contactMethod(method)
                          : reference(method))
                  .toList(),
              rules.getOrDefault(user.id(), List.of()).stream()
                  .map(rule ->
                      includes.contains("notification_rules")
                          ? (Object) rule(rule, own, includes.contains("contact_methods"))
                          : reference(rule))
                  .toList(),
              byUser.getOrDefault(user.id(), List.of()).stream()
                  .filter(member -> teams.containsKey(member.teamId()))
                  .map(member -> new TeamRoleView(member.teamId(), member.role().wire()))
                  .toList());
        })
        .toList();
  }

  UserView user(User user, Set<String> includes) {
    return users(List.of(user), includes).getFirst();
  }

  Reference reference(User user) {
    return new Reference(
        user.id(),
        "user_reference",
        user.name(),
        links.self("users", user.id()),
        links.html("users", user.id()));
  }

  private String below(String userId, String collection, String id) {
    return links.self("users", userId) + "/" + collection + "/" + id;
  }

  ContactMethodView contactMethod(ContactMethod method) {
    return new ContactMethodView(
        method.id(),
        method.type().wire(),
        method.label(),
        below(method.userId(), "contact_methods", method.id()),
        null,
        method.label(),
        method.address(),
        method.countryCode(),
        method.enabled(),
        !method.enabled(),
        false,
        false,
        method.verifiedAt(),
        method.lastTestedAt(),
        method.warnings(clock.instant()));
  }

  private Reference reference(ContactMethod method) {
    return new Reference(
        method.id(),
        method.type().wire() + "_reference",
        method.label(),
        below(method.userId(), "contact_methods", method.id()),
        null);
  }

  NotificationRuleView rule(
      NotificationRule rule, Collection<ContactMethod> methods, boolean full) {
    Object target =
        methods.stream()
            .filter(method -> method.id().equals(rule.contactMethodId()))
            .findFirst()
            .map(method -> full ? (Object) contactMethod(method) : reference(method))
            .orElseGet(() ->
                new Reference(
                    rule.contactMethodId(), "contact_method_reference", null, null, null));
    return new NotificationRuleView(
        rule.id(),
        "assignment_notification_rule",
        summary(rule),
        below(rule.userId(), "notification_rules", rule.id()),
        null,
        rule.delayMinutes(),
        rule.urgency().wire(),
        target);
  }

  private static String summary(NotificationRule rule) {
    return rule.delayMinutes() == 0
        ? "at once"
        : rule.delayMinutes() + (rule.delayMinutes() == 1 ? " minute" : " minutes");
  }

  private Reference reference(NotificationRule rule) {
    return new Reference(
        rule.id(),
        "assignment_notification_rule_reference",
        summary(rule),
        below(rule.userId(), "notification_rules", rule.id()),
        null);
  }

  TeamView team(Team team) {
    Reference parent =
        team.parentId() == null
            ? null
            : people.teams(List.of(team.parentId())).stream()
                .findFirst()
                .map(this::reference)
                .orElse(null);
    return new TeamView(
        team.id(),
        "team",
        team.name(),
        links.self("teams", team.id()),
        links.html("teams", team.id()),
        team.name(),
        team.description(),
        "manager",
        parent);
  }

  Reference reference(Team team) {
    return new Reference(
        team.id(),
        "team_reference",
        team.name(),
        links.self("teams", team.id()),
        links.html("teams", team.id()));
  }

  /// There is one licence and it costs nothing; clients ask for it nevertheless.
  ///
  /// @param users how many hold it
  static LicenseView license(long users) {
    return new LicenseView(
        "PLICENSE",
        "license",
        "Full",
        null,
        null,
        "Full",
        "Every role, for as many users as you like",
        java.util.Arrays.stream(Role.values()).map(Role::wire).toList(),
        "FullUser",
        users,
        null);
  }
}
