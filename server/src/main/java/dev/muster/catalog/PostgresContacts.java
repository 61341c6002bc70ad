package dev.muster.catalog;

import dev.muster.platform.db.Database;
import dev.muster.platform.secret.Seal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps subscriptions to push services, proofs of contact methods and handoff rules. What could be used to push is sealed.
final class PostgresContacts implements Contacts {
  private static final String PURPOSE = "catalog.push_subscription";

  private final Database database;
  private final Seal seal;

  PostgresContacts(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  @Override
  public boolean verified(String contactMethodId, String address, Instant at) {
    return database
            .sql()
            .sql(
                """
                update catalog.contact_method set verified_at = :at, last_tested_at = :at
                where id = :id and address = :address
                """)
            .param("at", Timestamp.from(at))
            .param("id", contactMethodId)
            .param("address", address)
            .update()
        == 1;
  }

  void save(String contactMethodId, PushSubscription subscription, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into catalog.push_subscription (contact_method_id, address, endpoint, p256dh, auth, created_at)
            values (?, ?, ?, ?, ?, ?)
            """)
        .params(
            contactMethodId,
            subscription.address(),
            sealed(subscription.address(), subscription.endpoint()),
            subscription.p256dh(),
            sealed(subscription.address(), subscription.auth()),
            Timestamp.from(now))
        .update();
  }

  /// Takes the browser from whoever had it: it belongs to the person who signed in there last.
  void release(String address) {
    database
        .sql()
        .sql(
            """
            delete from catalog.contact_method
            where id in (select contact_method_id from catalog.push_subscription where address = ?)
            """)
        .param(address)
        .update();
  }

  private String sealed(String address, String text) {
    return seal.seal(PURPOSE + "/" + address, text);
  }

  @Override
  public Optional<PushSubscription> subscription(String address) {
    return database
        .sql()
        .sql(
            "select address, endpoint, p256dh, auth from catalog.push_subscription where address ="
                + " ?")
        .param(address)
        .query((row, _) ->
            new PushSubscription(
                row.getString("address"),
                seal.open(PURPOSE + "/" + address, row.getString("endpoint")),
                row.getString("p256dh"),
                seal.open(PURPOSE + "/" + address, row.getString("auth"))))
        .optional();
  }

  @Override
  public void subscriptionEnded(String address) {
    database
        .sql()
        .sql(
            "update catalog.contact_method set enabled = false where type = 'PUSH' and address = ?")
        .param(address)
        .update();
  }

  // Handoff rules

  @Override
  public List<HandoffRule> handoffRules() {
    return database
        .sql()
        .sql(
            "select id, user_id, contact_method_id, minutes_ahead, handoff_type from"
                + " catalog.handoff_rule order by id")
        .query(PostgresContacts::rule)
        .list();
  }

  List<HandoffRule> handoffRules(String userId) {
    return database
        .sql()
        .sql(
            """
            select id, user_id, contact_method_id, minutes_ahead, handoff_type from catalog.handoff_rule
            where user_id = ? order by created_at, id
            """)
        .param(userId)
        .query(PostgresContacts::rule)
        .list();
  }

  /// @return false when the person has such a rule already
  boolean save(HandoffRule rule, Instant now) {
    return database
            .sql()
            .sql(
                """
                insert into catalog.handoff_rule (id, user_id, contact_method_id, minutes_ahead, handoff_type, created_at)
                select :id, :user, :method, :minutes, :kind, :now
                where not exists (
                  select 1 from catalog.handoff_rule
                  where user_id = :user and contact_method_id = :method and minutes_ahead = :minutes and handoff_type = :kind
                    and id <> :id)
                on conflict (id) do update set contact_method_id = excluded.contact_method_id,
                  minutes_ahead = excluded.minutes_ahead, handoff_type = excluded.handoff_type
                """)
            .param("id", rule.id())
            .param("user", rule.userId())
            .param("method", rule.contactMethodId())
            .param("minutes", rule.minutesAhead())
            .param("kind", rule.kind().wire())
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  void deleteHandoffRule(String id) {
    database.sql().sql("delete from catalog.handoff_rule where id = ?").param(id).update();
  }

  private static HandoffRule rule(ResultSet row, int number) throws SQLException {
    return new HandoffRule(
        row.getString("id"),
        row.getString("user_id"),
        row.getString("contact_method_id"),
        row.getInt("minutes_ahead"),
        HandoffRule.Kind.of(row.getString("handoff_type")).orElseThrow());
  }
}
