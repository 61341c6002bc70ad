package dev.muster.catalog;

import dev.muster.kernel.Role;
import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Users, how to reach them, and their teams.
final class PostgresPeople {
  private static final String PERSON =
      "select p.id, p.name, p.email, p.time_zone, p.role, p.job_title, p.description, p.color,"
          + " p.avatar_url, p.created_at from catalog.person p";

  private static final String CONTACT =
      "select id, user_id, type, label, address, country_code, enabled, verified_at, last_tested_at"
          + " from catalog.contact_method";

  private static final String RULE =
      "select id, user_id, delay_minutes, contact_method_id, urgency from"
          + " catalog.notification_rule";

  private static final String TEAM =
      "select t.id, t.name, t.description, t.parent_id from catalog.team t";

  private final Database database;

  PostgresPeople(Database database) {
    this.database = database;
  }

  // Users

  void save(User user) {
    database
        .sql()
        .sql(
            """
            insert into catalog.person (id, name, email, time_zone, role, job_title, description, color, avatar_url, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, email = excluded.email, time_zone = excluded.time_zone,
              role = excluded.role, job_title = excluded.job_title, description = excluded.description,
              color = excluded.color, avatar_url = excluded.avatar_url
            """)
        .params(
            Arrays.asList(
                user.id(),
                user.name(),
                user.email(),
                user.timeZone().getId(),
                user.role().wire(),
                user.jobTitle(),
                user.description(),
                user.color(),
                user.avatarUrl(),
                Timestamp.from(user.createdAt())))
        .update();
  }

  void deleteUser(String id) {
    database.sql().sql("delete from catalog.person where id = ?").param(id).update();
  }

  List<User> users(Collection<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : database
            .sql()
            .sql(PERSON + " where p.id = any (?)")
            .param(ids.toArray(String[]::new))
            .query(PostgresPeople::user)
            .list();
  }

  Optional<User> userByEmail(String email) {
    return database
        .sql()
        .sql(PERSON + " where lower(p.email) = lower(?)")
        .param(email.strip())
        .query(PostgresPeople::user)
        .optional();
  }

  /// By words the only user of that mail address, or with that name, or whose address begins so; all words with one question.
  Map<String, User> usersCalled(Collection<String> words) {
    if (words.isEmpty()) {
      return Map.of();
    }
    String[] asked = words.stream().map(PostgresPeople::folded).distinct().toArray(String[]::new);
    return called(
        words,
        database
            .sql()
            .sql(
                PERSON
                    + " where lower(p.email) = any (?) or lower(p.name) = any (?)"
                    + " or lower(split_part(p.email, '@', 1)) = any (?)")
            .params(asked, asked, asked)
            .query(PostgresPeople::user)
            .list());
  }

  /// @param users everybody who may be meant by any of the words
  static Map<String, User> called(Collection<String> words, List<User> users) {
    var byAddress = new HashMap<String, User>();
    var byName = new HashMap<String, Set<User>>();
    for (User user : users) {
      String address = folded(user.email());
      byAddress.put(address, user);
      for (String name : List.of(folded(user.name()), address.split("@", 2)[0])) {
        byName.computeIfAbsent(name, _ -> new HashSet<>()).add(user);
      }
    }
    var called = new HashMap<String, User>();
    for (String each : words) {
      String name = folded(each);
      User exact = byAddress.get(name);
      Set<User> so = byName.getOrDefault(name, Set.of());
      if (exact != null) {
        called.put(each, exact);
      } else if (so.size() == 1) {
        called.put(each, so.iterator().next());
      }
    }
    return called;
  }

  private static String folded(String words) {
    return words.strip().toLowerCase(Locale.ROOT);
  }

  /// Users by name; those whose name or address holds the text, and who are in one of the teams.
  ///
  /// @param text null for all
  /// @param teamIds empty for all
  List<User> searchUsers(@Nullable String text, List<String> teamIds, int offset, int most) {
    var parameters = new ArrayList<Object>();
    String where = userFilter(text, teamIds, parameters);
    parameters.add(most);
    parameters.add(offset);
    return database
        .sql()
        .sql(PERSON + where + " order by lower(p.name), p.id limit ? offset ?")
        .params(parameters)
        .query(PostgresPeople::user)
        .list();
  }

  long countUsers(@Nullable String text, List<String> teamIds) {
    var parameters = new ArrayList<Object>();
    String where = userFilter(text, teamIds, parameters);
    return database
        .sql()
        .sql("select count(*) from catalog.person p" + where)
        .params(parameters)
        .query(Long.class)
        .single();
  }

  private static String userFilter(
      @Nullable String text, List<String> teamIds, List<Object> parameters) {
    var where = new StringBuilder(" where true");
    if (text != null) {
      where.append(" and (p.name ilike ? or p.email ilike ?)");
      parameters.add(like(text));
      parameters.add(like(text));
    }
    if (!teamIds.isEmpty()) {
      where.append(
          " and exists (select 1 from catalog.team_member m where m.user_id = p.id and m.team_id ="
              + " any (?))");
      parameters.add(teamIds.toArray(String[]::new));
    }
    return where.toString();
  }

  /// Those of these teams that anybody is in.
  Set<String> staffed(Collection<String> teamIds) {
    return Set.copyOf(
        database
            .sql()
            .sql("select distinct team_id from catalog.team_member where team_id = any (?)")
            .param(teamIds.toArray(String[]::new))
            .query(String.class)
            .list());
  }

  /// Some of those who administer the account, the owner first.
  List<String> administrators(int most) {
    return database
        .sql()
        .sql(
            """
            select id from catalog.person where role in ('owner', 'admin')
            order by case role when 'owner' then 0 else 1 end, lower(name), id limit ?
            """)
        .param(most)
        .query((row, _) -> row.getString(1))
        .list();
  }

  /// The text anywhere, with the pattern's own signs taken literally.
  static String like(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  // Contact methods and rules

  void save(ContactMethod method, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into catalog.contact_method
              (id, user_id, type, label, address, country_code, enabled, verified_at, last_tested_at, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set type = excluded.type, label = excluded.label, address = excluded.address,
              country_code = excluded.country_code, enabled = excluded.enabled, verified_at = excluded.verified_at,
              last_tested_at = excluded.last_tested_at
            """)
        .params(
            Arrays.asList(
                method.id(),
                method.userId(),
                method.type().name(),
                method.label(),
                method.address(),
                method.countryCode(),
                method.enabled(),
                timestamp(method.verifiedAt()),
                timestamp(method.lastTestedAt()),
                Timestamp.from(now)))
        .update();
  }

  void deleteContactMethod(String id) {
    database.sql().sql("delete from catalog.contact_method where id = ?").param(id).update();
  }

  Optional<ContactMethod> contactMethod(String id) {
    return database
        .sql()
        .sql(CONTACT + " where id = ?")
        .param(id)
        .query(PostgresPeople::contact)
        .optional();
  }

  List<ContactMethod> contactMethods(Collection<String> userIds) {
    return userIds.isEmpty()
        ? List.of()
        : database
            .sql()
            .sql(CONTACT + " where user_id = any (?) order by created_at, id")
            .param(userIds.toArray(String[]::new))
            .query(PostgresPeople::contact)
            .list();
  }

  void tested(String contactMethodId, Instant at) {
    database
        .sql()
        .sql("update catalog.contact_method set last_tested_at = ? where id = ?")
        .params(Timestamp.from(at), contactMethodId)
        .update();
  }

  void save(NotificationRule rule, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into catalog.notification_rule (id, user_id, delay_minutes, contact_method_id, urgency, created_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (id) do update set delay_minutes = excluded.delay_minutes,
              contact_method_id = excluded.contact_method_id, urgency = excluded.urgency
            """)
        .params(
            rule.id(),
            rule.userId(),
            rule.delayMinutes(),
            rule.contactMethodId(),
            rule.urgency().wire(),
            Timestamp.from(now))
        .update();
  }

  void deleteNotificationRule(String id) {
    database.sql().sql("delete from catalog.notification_rule where id = ?").param(id).update();
  }

  List<NotificationRule> notificationRules(Collection<String> userIds) {
    return userIds.isEmpty()
        ? List.of()
        : database
            .sql()
            .sql(RULE + " where user_id = any (?) order by delay_minutes, created_at, id")
            .param(userIds.toArray(String[]::new))
            .query(PostgresPeople::rule)
            .list();
  }

  // Teams

  void save(Team team, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into catalog.team (id, name, description, parent_id, created_at) values (?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, description = excluded.description,
              parent_id = excluded.parent_id
            """)
        .params(
            Arrays.asList(
                team.id(), team.name(), team.description(), team.parentId(), Timestamp.from(now)))
        .update();
  }

  void deleteTeam(String id) {
    database.sql().sql("delete from catalog.team where id = ?").param(id).update();
  }

  List<Team> teams(Collection<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : database
            .sql()
            .sql(TEAM + " where t.id = any (?)")
            .param(ids.toArray(String[]::new))
            .query(PostgresPeople::team)
            .list();
  }

  Optional<Team> teamByName(String name) {
    return database
        .sql()
        .sql(TEAM + " where lower(t.name) = lower(?)")
        .param(name)
        .query(PostgresPeople::team)
        .optional();
  }

  /// @param ids only these; empty for all
  List<Team> searchTeams(@Nullable String text, List<String> ids, int offset, int most) {
    String[] only = ids.toArray(String[]::new);
    return database
        .sql()
        .sql(
            TEAM
                + " where t.name ilike ? and (cardinality(?::text[]) = 0 or t.id = any (?)) order"
                + " by lower(t.name), t.id limit ? offset ?")
        .params(like(text == null ? "" : text), only, only, most, offset)
        .query(PostgresPeople::team)
        .list();
  }

  long countTeams(@Nullable String text, List<String> ids) {
    String[] only = ids.toArray(String[]::new);
    return database
        .sql()
        .sql(
            "select count(*) from catalog.team t where t.name ilike ? and (cardinality(?::text[]) ="
                + " 0 or t.id = any (?))")
        .params(like(text == null ? "" : text), only, only)
        .query(Long.class)
        .single();
  }

  void save(Team.Member member) {
    database
        .sql()
        .sql(
            """
            insert into catalog.team_member (team_id, user_id, role) values (?, ?, ?)
            on conflict (team_id, user_id) do update set role = excluded.role
            """)
        .params(member.teamId(), member.userId(), member.role().wire())
        .update();
  }

  boolean deleteMember(String teamId, String userId) {
    return database
            .sql()
            .sql("delete from catalog.team_member where team_id = ? and user_id = ?")
            .params(teamId, userId)
            .update()
        > 0;
  }

  List<Team.Member> members(String teamId) {
    return database
        .sql()
        .sql(
            """
            select m.team_id, m.user_id, m.role from catalog.team_member m join catalog.person p on p.id = m.user_id
            where m.team_id = ? order by lower(p.name), p.id
            """)
        .param(teamId)
        .query(PostgresPeople::member)
        .list();
  }

  List<Team.Member> membershipsOf(Collection<String> userIds) {
    return userIds.isEmpty()
        ? List.of()
        : database
            .sql()
            .sql(
                """
                select m.team_id, m.user_id, m.role from catalog.team_member m join catalog.team t on t.id = m.team_id
                where m.user_id = any (?) order by lower(t.name), t.id
                """)
            .param(userIds.toArray(String[]::new))
            .query(PostgresPeople::member)
            .list();
  }

  // Rows

  private static @Nullable Timestamp timestamp(@Nullable Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  private static @Nullable Instant instant(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  private static User user(ResultSet row, int number) throws SQLException {
    return new User(
        row.getString("id"),
        row.getString("name"),
        row.getString("email"),
        ZoneId.of(row.getString("time_zone")),
        Role.of(row.getString("role")).orElseThrow(),
        row.getString("job_title"),
        row.getString("description"),
        row.getString("color"),
        row.getString("avatar_url"),
        row.getTimestamp("created_at").toInstant());
  }

  private static ContactMethod contact(ResultSet row, int number) throws SQLException {
    return new ContactMethod(
        row.getString("id"),
        row.getString("user_id"),
        ContactMethod.Type.valueOf(row.getString("type")),
        row.getString("label"),
        row.getString("address"),
        row.getInt("country_code"),
        row.getBoolean("enabled"),
        instant(row.getTimestamp("verified_at")),
        instant(row.getTimestamp("last_tested_at")));
  }

  private static NotificationRule rule(ResultSet row, int number) throws SQLException {
    return new NotificationRule(
        row.getString("id"),
        row.getString("user_id"),
        row.getInt("delay_minutes"),
        row.getString("contact_method_id"),
        Urgency.of(row.getString("urgency")).orElseThrow());
  }

  private static Team team(ResultSet row, int number) throws SQLException {
    return new Team(
        row.getString("id"),
        row.getString("name"),
        row.getString("description"),
        row.getString("parent_id"));
  }

  private static Team.Member member(ResultSet row, int number) throws SQLException {
    return new Team.Member(
        row.getString("team_id"),
        row.getString("user_id"),
        Team.TeamRole.of(row.getString("role")).orElseThrow());
  }
}
