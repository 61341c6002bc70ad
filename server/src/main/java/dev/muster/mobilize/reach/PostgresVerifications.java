package dev.muster.mobilize.reach;

import dev.muster.platform.db.Database;
import dev.muster.platform.secret.Seal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/// Codes under way, one for each contact method, sealed.
final class PostgresVerifications {
  private static final String PURPOSE = "mobilize.verification";

  private final Database database;
  private final Seal seal;

  PostgresVerifications(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  /// Reads it and holds it until the end of the transaction, so that tries count one after the other.
  Optional<Verification> hold(String contactMethodId) {
    return database
        .sql()
        .sql("select * from mobilize.verification where contact_method_id = ? for update")
        .param(contactMethodId)
        .query((row, _) ->
            new Verification(
                row.getString("contact_method_id"),
                row.getString("user_id"),
                row.getString("address"),
                seal.open(PURPOSE, row.getString("code")),
                row.getTimestamp("sent_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getInt("tries"),
                row.getString("delivery_id"),
                row.getTimestamp("window_from").toInstant(),
                row.getInt("sent_in_window")))
        .optional();
  }

  void save(Verification one) {
    database
        .sql()
        .sql(
            """
            insert into mobilize.verification
              (contact_method_id, user_id, address, code, sent_at, expires_at, tries, delivery_id, window_from, sent_in_window)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (contact_method_id) do update set user_id = excluded.user_id, address = excluded.address,
              code = excluded.code, sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = excluded.tries,
              delivery_id = excluded.delivery_id, window_from = excluded.window_from, sent_in_window = excluded.sent_in_window
            """)
        .params(
            one.contactMethodId(),
            one.userId(),
            one.address(),
            seal.seal(PURPOSE, one.code()),
            Timestamp.from(one.sentAt()),
            Timestamp.from(one.expiresAt()),
            one.tries(),
            one.deliveryId(),
            Timestamp.from(one.windowFrom()),
            one.sentInWindow())
        .update();
  }

  void delete(String contactMethodId) {
    database
        .sql()
        .sql("delete from mobilize.verification where contact_method_id = ?")
        .param(contactMethodId)
        .update();
  }

  /// Removes what nobody can enter any more.
  void forget(Instant windowsBefore) {
    database
        .sql()
        .sql("delete from mobilize.verification where window_from < ? and expires_at < ?")
        .params(Timestamp.from(windowsBefore), Timestamp.from(windowsBefore))
        .update();
  }
}
