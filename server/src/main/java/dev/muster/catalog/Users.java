package dev.muster.catalog;

import dev.muster.access.Accounts;
import dev.muster.access.AuditTrail;
import dev.muster.access.UserMaker;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Role;
import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes, changes and deletes users, and keeps sign-in in step.
final class Users implements UserMaker {
  /// Something, an at sign, a host. Whether mail arrives is found out by a test message, not by a pattern.
  static final Pattern EMAIL = Pattern.compile("[^\\s@\"<>(),;:]{1,64}@[^\\s@\"<>(),;:]{1,255}");

  /// Told apart on schedules.
  private static final List<String> COLORS =
      List.of(
          "purple", "green", "brown", "orange", "blue", "red", "teal", "crimson", "navy", "olive",
          "magenta", "indigo");

  static final ZoneId UTC = ZoneId.of("Etc/UTC");

  private final PostgresPeople people;
  private final Accounts accounts;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  Users(
      PostgresPeople people,
      Accounts accounts,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.people = people;
    this.accounts = accounts;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public String make(String name, String email, Role role) {
    if (!EMAIL.matcher(email).matches()) {
      throw ApiException.invalid("'email' must be an e-mail address, not '" + email + "'");
    }
    String id = ids.next('P');
    return create(
            new User(id, name, email, UTC, role, null, null, colorOf(id), null, clock.instant()))
        .id();
  }

  String newId() {
    return ids.next('P');
  }

  static String colorOf(String id) {
    return COLORS.get(Math.floorMod(id.hashCode(), COLORS.size()));
  }

  /// A new user can be told at once: by mail, at once, whatever the urgency.
  User create(User user) {
    return transactions.inTransaction(() -> {
      refuseTaken(user);
      people.save(user);
      accounts.put(user.id(), user.name(), user.email(), user.role(), user.createdAt());
      var mail =
          new ContactMethod(
              ids.next('P'),
              user.id(),
              ContactMethod.Type.EMAIL,
              "Default",
              user.email(),
              0,
              true,
              null,
              null);
      people.save(mail, user.createdAt());
      for (Urgency urgency : Urgency.values()) {
        people.save(
            new NotificationRule(ids.next('P'), user.id(), 0, mail.id(), urgency),
            user.createdAt());
      }
      audit.record(
          "create",
          "user",
          user.id(),
          Map.of("name", user.name(), "email", user.email(), "role", user.role().wire()));
      return user;
    });
  }

  private void refuseTaken(User user) {
    Optional<User> holder = people.userByEmail(user.email());
    if (holder.isPresent() && !holder.get().id().equals(user.id())) {
      throw ApiException.invalid("'email' is taken by another user");
    }
  }

  /// @throws ApiException 403 when the actor may not give or take such a role, 400 when the last owner would go
  User change(User before, User after) {
    return transactions.inTransaction(() -> {
      refuseTaken(after);
      if (before.role() != after.role()) {
        guardRole(before.role());
        guardRole(after.role());
        if (before.role() == Role.OWNER) {
          guardLastOwner();
        }
      }
      people.save(after);
      accounts.put(after.id(), after.name(), after.email(), after.role(), clock.instant());
      audit.record("update", "user", after.id(), Changes.between(before, after));
      return after;
    });
  }

  void delete(User user) {
    transactions.run(() -> {
      List<String> blockers = directory.blockers("user", user.id());
      if (!blockers.isEmpty()) {
        throw ApiException.invalid(blockers);
      }
      guardRole(user.role());
      if (user.role() == Role.OWNER) {
        guardLastOwner();
      }
      directory.deleted("user", user.id());
      people.deleteUser(user.id());
      accounts.remove(user.id());
      audit.record("delete", "user", user.id(), Map.of("name", user.name(), "email", user.email()));
    });
  }

  /// Administrators administer everybody but owners.
  static void guardRole(Role role) {
    if (role == Role.OWNER && Actor.current().role() != Role.OWNER) {
      throw ApiException.forbidden("Only an owner can make or change an owner.");
    }
  }

  private void guardLastOwner() {
    if (accounts.owners() < 2) {
      throw ApiException.invalid("The last owner must stay an owner.");
    }
  }

  /// Passes for the user themselves and for administrators.
  static void guardSelf(String userId) {
    Actor actor = Actor.current();
    if (actor.isUser() && actor.id().equals(userId)) {
      actor.require(Permission.RESPOND);
    } else {
      actor.require(Permission.ADMINISTER);
    }
  }
}
