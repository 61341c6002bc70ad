package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.access.Caller;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Role;
import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Users, their contact methods, their notification rules, their licence.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Users")
final class UserResource {
  private static final String ROLES =
      "admin, limited_user, observer, owner, read_only_limited_user, read_only_user,"
          + " restricted_access, user";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{4,15}");
  private static final int LONGEST_DELAY_MINUTES = 1_440;

  private final PostgresPeople people;
  private final PostgresContacts contacts;
  private final Users users;
  private final UserViews views;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  UserResource(
      PostgresPeople people,
      PostgresContacts contacts,
      Users users,
      UserViews views,
      AuditTrail audit,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.people = people;
    this.contacts = contacts;
    this.users = users;
    this.views = views;
    this.audit = audit;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  // Users

  @GetMapping("/users")
  @Asks({
    "query: only users whose name or e-mail address holds this text",
    "team_ids[]: only members of these teams",
    "include[]: contact_methods, notification_rules, teams to have them in full"
  })
  Map<String, @Nullable Object> listUsers(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String text = query.text("query");
    List<String> teams = query.list("team_ids");
    List<User> found = people.searchUsers(text, teams, paging.offset(), paging.limit() + 1);
    return paging.page(
        "users", views.users(found, query.includes()), () -> people.countUsers(text, teams));
  }

  @GetMapping("/users/{id}")
  @Asks("include[]: contact_methods, notification_rules, teams to have them in full")
  Map<String, UserViews.UserView> getUser(@PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    return Map.of("user", views.user(find(id), query.includes()));
  }

  @GetMapping("/users/me")
  @Asks("include[]: contact_methods, notification_rules, teams to have them in full")
  Map<String, UserViews.UserView> getMe(Query query) {
    Caller caller = Caller.current();
    String id = caller == null ? null : caller.userId();
    if (id == null) {
      throw ApiException.refused(
          2001, "Invalid Input Provided", "An API token of the account names no user.");
    }
    return Map.of("user", views.user(find(id), query.includes()));
  }

  @PostMapping("/users")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, UserViews.UserView> createUser(Body body) {
    Actor.current().require(Permission.ADMINISTER);
    String id = users.newId();
    var blank =
        new User(
            id, "", "", Users.UTC, Role.USER, null, null, Users.colorOf(id), null, clock.instant());
    User wanted = read(body.envelope("user"), blank);
    Users.guardRole(wanted.role());
    return Map.of("user", views.user(users.create(wanted), java.util.Set.of()));
  }

  @PutMapping("/users/{id}")
  Map<String, UserViews.UserView> updateUser(@PathVariable String id, Body body) {
    User before = find(id);
    Users.guardSelf(id);
    User after = read(body.envelope("user"), before);
    if (after.role() != before.role()) {
      Actor.current().require(Permission.ADMINISTER);
    }
    return Map.of("user", views.user(users.change(before, after), java.util.Set.of()));
  }

  @DeleteMapping("/users/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteUser(@PathVariable String id) {
    Actor.current().require(Permission.ADMINISTER);
    users.delete(find(id));
  }

  @GetMapping("/users/{id}/license")
  Map<String, UserViews.LicenseView> getLicense(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    find(id);
    return Map.of("license", UserViews.license(people.countUsers(null, List.of())));
  }

  @GetMapping("/licenses")
  Map<String, List<UserViews.LicenseView>> listLicenses() {
    Actor.current().require(Permission.READ);
    return Map.of("licenses", List.of(UserViews.license(people.countUsers(null, List.of()))));
  }

  /// Fields that are not given stay as they are.
  private static User read(Body body, User before) {
    String name = body.has("name") ? body.required("name", 100) : before.name();
    String email = body.has("email") ? body.required("email", 320) : before.email();
    if (before.name().isEmpty() && !body.has("name")) {
      body.fault("name", "is missing or blank");
    }
    if (before.email().isEmpty() && !body.has("email")) {
      body.fault("email", "is missing or blank");
    }
    if (!email.isEmpty() && !Users.EMAIL.matcher(email.strip()).matches()) {
      body.fault("email", "must be an e-mail address, not '" + email + "'");
    }
    ZoneId zone =
        body.raw("time_zone") == null || body.text("time_zone", "").isBlank()
            ? before.timeZone()
            : ServiceWire.zone(body, "time_zone");
    Role role = body.word("role", Role::of, ROLES);
    String color = body.text("color");
    String jobTitle = body.has("job_title") ? body.text("job_title") : before.jobTitle();
    String description = body.has("description") ? body.text("description") : before.description();
    limit(body, "job_title", jobTitle, 100);
    limit(body, "description", description, 2_000);
    limit(body, "color", color, 40);
    body.check();
    return new User(
        before.id(),
        name.strip(),
        email.strip(),
        zone == null ? before.timeZone() : zone,
        role == null ? before.role() : role,
        jobTitle,
        description,
        color == null || color.isBlank() ? before.color() : color,
        before.avatarUrl(),
        before.createdAt());
  }

  static void limit(Body body, String field, @Nullable String value, int most) {
    if (value != null && value.codePointCount(0, value.length()) > most) {
      body.fault(field, "is longer than " + most + " characters");
    }
  }

  private User find(String id) {
    return people.users(List.of(id)).stream()
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("User " + id));
  }

  // Contact methods

  @GetMapping("/users/{id}/contact_methods")
  Map<String, List<UserViews.ContactMethodView>> listContactMethods(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    find(id);
    return Map.of(
        "contact_methods",
        people.contactMethods(List.of(id)).stream().map(views::contactMethod).toList());
  }

  @GetMapping("/users/{id}/contact_methods/{methodId}")
  Map<String, UserViews.ContactMethodView> getContactMethod(
      @PathVariable String id, @PathVariable String methodId) {
    Actor.current().require(Permission.READ);
    return Map.of("contact_method", views.contactMethod(method(id, methodId)));
  }

  @PostMapping("/users/{id}/contact_methods")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, UserViews.ContactMethodView> createContactMethod(@PathVariable String id, Body body) {
    find(id);
    Users.guardSelf(id);
    Body given = body.envelope("contact_method");
    PushSubscription subscription =
        ContactMethod.Type.of(given.text("type", "")).orElse(null) == ContactMethod.Type.PUSH
            ? PushForm.read(given)
            : null;
    ContactMethod method = readMethod(given, ids.next('P'), id, null, subscription);
    return transactions.inTransaction(() -> {
      refuseTwin(method);
      if (subscription != null) {
        contacts.release(subscription.address());
      }
      people.save(method, clock.instant());
      if (subscription != null) {
        contacts.save(method.id(), subscription, clock.instant());
      }
      audit.record(
          "create",
          "contact_method",
          method.id(),
          Map.of("user", id, "type", method.type().wire(), "address", method.address()));
      return Map.of("contact_method", views.contactMethod(method));
    });
  }

  @PutMapping("/users/{id}/contact_methods/{methodId}")
  Map<String, UserViews.ContactMethodView> updateContactMethod(
      @PathVariable String id, @PathVariable String methodId, Body body) {
    Users.guardSelf(id);
    ContactMethod before = method(id, methodId);
    ContactMethod after = readMethod(body.envelope("contact_method"), methodId, id, before, null);
    return transactions.inTransaction(() -> {
      refuseTwin(after);
      people.save(after, clock.instant());
      audit.record("update", "contact_method", methodId, Changes.between(before, after));
      return Map.of("contact_method", views.contactMethod(after));
    });
  }

  @DeleteMapping("/users/{id}/contact_methods/{methodId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteContactMethod(@PathVariable String id, @PathVariable String methodId) {
    Users.guardSelf(id);
    ContactMethod method = method(id, methodId);
    transactions.run(() -> {
      people.deleteContactMethod(methodId);
      audit.record(
          "delete",
          "contact_method",
          methodId,
          Map.of("user", id, "type", method.type().wire(), "address", method.address()));
    });
  }

  private void refuseTwin(ContactMethod method) {
    for (ContactMethod other : people.contactMethods(List.of(method.userId()))) {
      if (!other.id().equals(method.id())
          && other.type() == method.type()
          && other.countryCode() == method.countryCode()
          && other.address().equalsIgnoreCase(method.address())) {
        throw ApiException.invalid("User Contact method must be unique");
      }
    }
  }

  private static ContactMethod readMethod(
      Body body,
      String id,
      String userId,
      @Nullable ContactMethod before,
      @Nullable PushSubscription subscription) {
    ContactMethod.Type type =
        body.word(
            "type",
            ContactMethod.Type::of,
            "email_contact_method, phone_contact_method, sms_contact_method,"
                + " push_notification_contact_method, whatsapp_contact_method,"
                + " browser_contact_method, webhook_contact_method");
    if (type == null && before != null) {
      type = before.type();
    }
    if (type == null) {
      body.fault("type", "is missing");
    }
    if (before != null
        && type != before.type()
        && (type == ContactMethod.Type.PUSH || before.type() == ContactMethod.Type.PUSH)) {
      body.fault("type", "cannot be changed from or to a push service; add another contact method");
    }
    String address;
    if (before != null && (!body.has("address") || type == ContactMethod.Type.PUSH)) {
      address = before.address();
    } else if (type == ContactMethod.Type.BROWSER) {
      address = body.text("address", userId);
    } else if (type == ContactMethod.Type.PUSH) {
      address = subscription == null ? "" : subscription.address();
    } else {
      address = body.required("address", 500).strip();
    }
    Long country = body.number("country_code", 0, 1_999);
    String label =
        body.text("label", before != null ? before.label() : type == null ? "" : title(type));
    limit(body, "label", label, 100);
    boolean enabled = body.flag("enabled", before == null || before.enabled());
    int code = 0;
    if (type != null && type.isNumber()) {
      code = country != null ? country.intValue() : before != null ? before.countryCode() : 1;
      address = address.replaceAll("[\\s().-]", "");
      if (!address.isEmpty() && !NUMBER.matcher(address).matches()) {
        body.fault("address", "must be a number without the country code, 4 to 15 digits");
      }
    }
    if (type == ContactMethod.Type.EMAIL
        && !address.isEmpty()
        && !Users.EMAIL.matcher(address).matches()) {
      body.fault("address", "must be an e-mail address, not '" + address + "'");
    }
    if (type == ContactMethod.Type.WEBHOOK
        && !address.isEmpty()
        && !address.matches("https?://[^\\s/]+.*")) {
      body.fault("address", "must be an http or https URL");
    }
    body.check();
    // another address has proved nothing yet
    ContactMethod same =
        before != null
                && before.type() == type
                && before.address().equals(address)
                && before.countryCode() == code
            ? before
            : null;
    return new ContactMethod(
        id,
        userId,
        Objects.requireNonNull(type),
        label,
        address,
        code,
        enabled,
        same == null ? null : same.verifiedAt(),
        same == null ? null : same.lastTestedAt());
  }

  private static String title(ContactMethod.Type type) {
    String word = type.name();
    return type == ContactMethod.Type.SMS
        ? word
        : word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  private ContactMethod method(String userId, String methodId) {
    return people
        .contactMethod(methodId)
        .filter(method -> method.userId().equals(userId))
        .orElseThrow(() -> ApiException.notFound("Contact method " + methodId));
  }

  // Notification rules

  @GetMapping("/users/{id}/notification_rules")
  @Asks({
    "urgency: high unless told, low, or all",
    "include[]: contact_methods to have them in full"
  })
  Map<String, List<UserViews.NotificationRuleView>> listNotificationRules(
      @PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    find(id);
    String wanted = query.text("urgency");
    Urgency urgency =
        wanted == null
            ? Urgency.HIGH
            : wanted.equals("all")
                ? null
                : Urgency.of(wanted)
                    .orElseThrow(
                        () -> ApiException.invalid("'urgency' must be one of high, low, all"));
    List<ContactMethod> methods = people.contactMethods(List.of(id));
    return Map.of(
        "notification_rules",
        people.notificationRules(List.of(id)).stream()
            .filter(rule -> urgency == null || rule.urgency() == urgency)
            .map(rule -> views.rule(rule, methods, query.includes().contains("contact_methods")))
            .toList());
  }

  @GetMapping("/users/{id}/notification_rules/{ruleId}")
  @Asks("include[]: contact_methods to have them in full")
  Map<String, UserViews.NotificationRuleView> getNotificationRule(
      @PathVariable String id, @PathVariable String ruleId, Query query) {
    Actor.current().require(Permission.READ);
    return Map.of(
        "notification_rule", view(rule(id, ruleId), query.includes().contains("contact_methods")));
  }

  @PostMapping("/users/{id}/notification_rules")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, UserViews.NotificationRuleView> createNotificationRule(
      @PathVariable String id, Body body) {
    find(id);
    Users.guardSelf(id);
    NotificationRule rule = readRule(body.envelope("notification_rule"), ids.next('P'), id, null);
    return save("create", rule, Map.of("user", id, "urgency", rule.urgency().wire()));
  }

  @PutMapping("/users/{id}/notification_rules/{ruleId}")
  Map<String, UserViews.NotificationRuleView> updateNotificationRule(
      @PathVariable String id, @PathVariable String ruleId, Body body) {
    Users.guardSelf(id);
    NotificationRule before = rule(id, ruleId);
    NotificationRule after = readRule(body.envelope("notification_rule"), ruleId, id, before);
    return save("update", after, Changes.between(before, after));
  }

  @DeleteMapping("/users/{id}/notification_rules/{ruleId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteNotificationRule(@PathVariable String id, @PathVariable String ruleId) {
    Users.guardSelf(id);
    rule(id, ruleId);
    transactions.run(() -> {
      people.deleteNotificationRule(ruleId);
      audit.record("delete", "notification_rule", ruleId, Map.of("user", id));
    });
  }

  private Map<String, UserViews.NotificationRuleView> save(
      String action, NotificationRule rule, Map<String, ?> details) {
    return transactions.inTransaction(() -> {
      boolean twin =
          people.notificationRules(List.of(rule.userId())).stream()
              .anyMatch(other ->
                  !other.id().equals(rule.id())
                      && other.urgency() == rule.urgency()
                      && other.delayMinutes() == rule.delayMinutes()
                      && other.contactMethodId().equals(rule.contactMethodId()));
      if (twin) {
        throw ApiException.invalid(
            "There is a rule for this contact method, urgency and delay already.");
      }
      people.save(rule, clock.instant());
      audit.record(action, "notification_rule", rule.id(), details);
      return Map.of("notification_rule", view(rule, false));
    });
  }

  private UserViews.NotificationRuleView view(NotificationRule rule, boolean full) {
    return views.rule(rule, people.contactMethods(List.of(rule.userId())), full);
  }

  private NotificationRule readRule(
      Body body, String id, String userId, @Nullable NotificationRule before) {
    Long delay = body.number("start_delay_in_minutes", 0, LONGEST_DELAY_MINUTES);
    Urgency urgency = body.word("urgency", Urgency::of, "high, low");
    String methodId = body.reference("contact_method");
    if (methodId == null && before != null) {
      methodId = before.contactMethodId();
    }
    if (methodId == null) {
      body.fault("contact_method", "is missing");
    } else {
      String wanted = methodId;
      if (people.contactMethods(List.of(userId)).stream()
          .noneMatch(method -> method.id().equals(wanted))) {
        body.fault("contact_method.id", "names no contact method of this user");
      }
    }
    body.check();
    return new NotificationRule(
        id,
        userId,
        delay != null ? delay.intValue() : before != null ? before.delayMinutes() : 0,
        Objects.requireNonNull(methodId),
        urgency != null ? urgency : before != null ? before.urgency() : Urgency.HIGH);
  }

  private NotificationRule rule(String userId, String ruleId) {
    return people.notificationRules(List.of(userId)).stream()
        .filter(rule -> rule.id().equals(ruleId))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("Notification rule " + ruleId));
  }
}
