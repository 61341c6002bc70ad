package dev.muster.mobilize;

import dev.muster.catalog.ContactMethod;
import dev.muster.correlate.Declared;
import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Database;
import dev.muster.platform.timer.NextDue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Notices in PostgreSQL.
final class PostgresNoticeRepository implements NoticeRepository {
  /// An outlet through which nothing has left yet.
  private static final Instant NEVER = Instant.EPOCH;

  private static final String COLUMNS =
      "id, incident_id, step, user_id, rule, contact_method_id, channel, address, urgency,"
          + " created_at, due_at, state, sent_at, attempts, error, reason, parcel_id";

  private static final String NOTICES = "notices";

  private final Database database;
  private final NextDue next;

  /// Asks the database each time, so that any number of processes may add notices.
  PostgresNoticeRepository(Database database) {
    this(database, new NextDue(Duration.ZERO));
  }

  /// @param next remembers when the next notice is due
  PostgresNoticeRepository(Database database, NextDue next) {
    this.database = database;
    this.next = next;
  }

  @Override
  public Set<String> add(Collection<Notice> notices) {
    var added = new HashSet<String>();
    for (Notice notice : notices) {
      int rows =
          database
              .sql()
              .sql(
                  """
                  insert into mobilize.notice (id, incident_id, step, user_id, rule, contact_method_id, channel, address,
                    urgency, created_at, due_at, state, attempts, error, reason)
                  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                  on conflict (incident_id, step, user_id, rule) do nothing
                  """)
              .params(
                  java.util.Arrays.asList(
                      notice.id(),
                      notice.incidentId(),
                      notice.step(),
                      notice.userId(),
                      notice.rule(),
                      notice.contactMethodId(),
                      word(notice.channel()),
                      notice.address(),
                      notice.urgency().wire(),
                      Timestamp.from(notice.createdAt()),
                      Timestamp.from(notice.dueAt()),
                      word(notice.state()),
                      notice.attempts(),
                      notice.error(),
                      notice.reason()))
              .update();
      if (rows == 1) {
        sets(notice);
        added.add(notice.id());
      }
    }
    return added;
  }

  private void sets(Notice notice) {
    if (notice.state() == Notice.State.WAITING) {
      next.at(NOTICES, notice.dueAt());
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void save(Notice notice) {
    database
        .sql()
        .sql(
            """
            update mobilize.notice set due_at = ?, state = ?, sent_at = ?, attempts = ?, error = ?, parcel_id = ?,
              reason = ?
            where id = ?
            """)
        .params(
            java.util.Arrays.asList(
                Timestamp.from(notice.dueAt()),
                word(notice.state()),
                notice.sentAt() == null ? null : Timestamp.from(notice.sentAt()),
                notice.attempts(),
                notice.error(),
                notice.parcelId(),
                notice.reason(),
                notice.id()))
        .update();
    sets(notice);
  }

  @Override
  public List<Notice> claim(Instant now, int most) {
    return database
        .sql()
        .sql(
            """
            select %s from mobilize.notice where state = 'waiting' and due_at <= ?
            order by urgency, due_at desc limit ? for update skip locked
            """
                .formatted(COLUMNS))
        .params(Timestamp.from(now), most)
        .query(PostgresNoticeRepository::notice)
        .list();
  }

  @Override
  public List<Notice> holdUnsent(Collection<String> incidentIds) {
    if (incidentIds.isEmpty()) {
      return List.of();
    }
    return database
        .sql()
        .sql(
            """
            select %s from mobilize.notice
            where incident_id = any (?::text[]) and state in ('waiting', 'leaving') order by id for update
            """
                .formatted(COLUMNS))
        .params((Object) new TreeSet<>(incidentIds).toArray(String[]::new))
        .query(PostgresNoticeRepository::notice)
        .list();
  }

  @Override
  public List<Notice> holdOf(String parcelId) {
    return database
        .sql()
        .sql(
            "select %s from mobilize.notice where parcel_id = ? order by id for update"
                .formatted(COLUMNS))
        .params(parcelId)
        .query(PostgresNoticeRepository::notice)
        .list();
  }

  @Override
  public List<Notice> ofParcel(String parcelId) {
    return database
        .sql()
        .sql(
            "select %s from mobilize.notice where parcel_id = ? order by created_at desc, id"
                .formatted(COLUMNS))
        .params(parcelId)
        .query(PostgresNoticeRepository::notice)
        .list();
  }

  @Override
  public List<Notice> toNumber(String number, Instant since) {
    return database
        .sql()
        .sql(
            """
            select %s from mobilize.notice
            where channel in ('sms', 'whatsapp') and address = ? and created_at > ? and parcel_id is not null
            order by created_at desc, id limit ?
            """
                .formatted(COLUMNS))
        .params(number, Timestamp.from(since), TEXTS_MOST)
        .query(PostgresNoticeRepository::notice)
        .list();
  }

  @Override
  public List<Notice> ofIncident(String incidentId) {
    return database
        .sql()
        .sql(
            "select %s from mobilize.notice where incident_id = ? order by created_at, due_at, id"
                .formatted(COLUMNS))
        .params(incidentId)
        .query(PostgresNoticeRepository::notice)
        .list();
  }

  @Override
  public List<Declared.Told> told(String incidentId, Instant since) {
    return database
        .sql()
        .sql(
            """
            select distinct on (user_id) user_id, urgency, min(created_at) as since, array_agg(distinct rule) as rules
            from mobilize.notice n
            where incident_id = ? and state = 'sent' and user_id is not null and not starts_with(rule, ?)
              and not exists (select from mobilize.receipt r where r.parcel_id = n.parcel_id and r.state = ?)
            group by user_id, urgency, step
            having max(due_at) >= ?
            order by user_id, urgency = ? desc, step desc
            """)
        .params(
            incidentId,
            ResponderDesk.RULE,
            Notification.Receipt.State.FAILED.name(),
            Timestamp.from(since),
            Urgency.HIGH.wire())
        .query((row, _) ->
            new Declared.Told(
                row.getString("user_id"),
                Urgency.valueOf(row.getString("urgency").toUpperCase(Locale.ROOT)),
                row.getTimestamp("since").toInstant(),
                Set.of((String[]) row.getArray("rules").getArray())))
        .list();
  }

  @Override
  public boolean keep(String parcelId, Notification.Receipt receipt) {
    return database
            .sql()
            .sql(
                """
                insert into mobilize.receipt (parcel_id, state, at, words) values (?, ?, ?, ?)
                on conflict (parcel_id, state) do nothing
                """)
            .params(
                parcelId,
                receipt.state().name(),
                Timestamp.from(receipt.at()),
                receipt.words().replace('\u0000', '\uFFFD'))
            .update()
        > 0;
  }

  @Override
  public Map<String, List<Notification.Receipt>> receipts(Collection<String> parcelIds) {
    var found = new HashMap<String, List<Notification.Receipt>>();
    if (parcelIds.isEmpty()) {
      return found;
    }
    database
        .sql()
        .sql("select * from mobilize.receipt where parcel_id = any (?::text[])")
        .params((Object) parcelIds.toArray(String[]::new))
        .query(row -> {
          found
              .computeIfAbsent(row.getString("parcel_id"), _ -> new ArrayList<>())
              .add(
                  new Notification.Receipt(
                      Notification.Receipt.State.valueOf(row.getString("state")),
                      row.getTimestamp("at").toInstant(),
                      row.getString("words")));
        });
    found.values().forEach(of -> of.sort(Comparator.comparing(Notification.Receipt::state)));
    return found;
  }

  @Override
  public List<Notice> ofPerson(String incidentId, int step, String userId) {
    return ofPerson(incidentId, step, userId, "order by created_at, due_at, id");
  }

  @Override
  public List<Notice> holdOpenTo(String incidentId, int step, String userId) {
    return ofPerson(
        incidentId,
        step,
        userId,
        "and state in ('waiting', 'cancelled') order by id for update skip locked");
  }

  private List<Notice> ofPerson(String incidentId, int step, String userId, String rest) {
    return database
        .sql()
        .sql(
            "select %s from mobilize.notice where incident_id = ? and step = ? and user_id = ? %s"
                .formatted(COLUMNS, rest))
        .params(incidentId, step, userId)
        .query(PostgresNoticeRepository::notice)
        .list();
  }

  @Override
  public @Nullable Instant holdOutlet(String outlet) {
    Instant left =
        database
            .sql()
            .sql(
                """
                insert into mobilize.outlet (address, left_at) values (?, ?)
                on conflict (address) do update set address = excluded.address
                returning left_at
                """)
            .params(outlet, Timestamp.from(NEVER))
            .query((row, _) -> row.getTimestamp(1).toInstant())
            .single();
    return left.equals(NEVER) ? null : left;
  }

  @Override
  public void left(String outlet, Instant at) {
    database
        .sql()
        .sql("update mobilize.outlet set left_at = ? where address = ?")
        .params(Timestamp.from(at), outlet)
        .update();
  }

  @Override
  public boolean mayBeDue(Instant now) {
    return next.maybe(NOTICES, now, this::nextDue);
  }

  @Override
  public @Nullable Instant nextDue() {
    return database
        .sql()
        .sql("select due_at from mobilize.notice where state = 'waiting' order by due_at limit 1")
        .query((row, _) -> row.getTimestamp(1).toInstant())
        .optional()
        .orElse(null);
  }

  private static Notice notice(ResultSet row, int number) throws SQLException {
    Timestamp sent = row.getTimestamp("sent_at");
    return new Notice(
        row.getString("id"),
        row.getString("incident_id"),
        row.getInt("step"),
        row.getString("user_id"),
        row.getString("rule"),
        row.getString("contact_method_id"),
        ContactMethod.Type.valueOf(row.getString("channel").toUpperCase(Locale.ROOT)),
        row.getString("address"),
        Urgency.valueOf(row.getString("urgency").toUpperCase(Locale.ROOT)),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("due_at").toInstant(),
        Notice.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        sent == null ? null : sent.toInstant(),
        row.getInt("attempts"),
        row.getString("error"),
        row.getString("reason"),
        row.getString("parcel_id"));
  }
}
