package dev.muster.access;

import dev.muster.kernel.Ids;
import dev.muster.kernel.Sha256;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.RequestId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The audit trail as a chain: each record's hash covers the record and the hash before it, so that a record that was changed, taken
/// out or slipped in later breaks the chain from there on. What a tamperer with the database's own rights can still do is to cut
/// off the end or to compute the whole chain anew; whoever keeps the head's hash elsewhere notices that too.
final class HashChainAudit implements AuditTrail {
  private static final HexFormat HEX = HexFormat.of();

  private static final int BATCH = 1_000;

  private static final String COLUMNS =
      """
      select sequence, id, at, actor_kind, actor_id, actor_name, method, token_prefix, request_id, remote_address,
        action, resource_type, resource_id, details, previous, hash from access.audit
      """;

  /// A record as it is stored.
  ///
  /// @param method `browser`, `api_token` or `other`
  /// @param details JSON text
  /// @param previous the hash of the record before it, in hexadecimal digits
  record Entry(
      long sequence,
      String id,
      Instant at,
      String actorKind,
      String actorId,
      String actorName,
      String method,
      @Nullable String tokenPrefix,
      @Nullable String requestId,
      @Nullable String remoteAddress,
      String action,
      String resourceType,
      String resourceId,
      String details,
      String previous,
      String hash) {
    /// What the hash must be: over the hash before and over each field with its length before it, so that no two records read
    /// alike.
    String computedHash() {
      MessageDigest digest = Sha256.digest();
      digest.update(HEX.parseHex(previous));
      for (String field :
          Arrays.asList(
              Long.toString(sequence),
              id,
              Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at)),
              actorKind,
              actorId,
              actorName,
              method,
              tokenPrefix,
              requestId,
              remoteAddress,
              action,
              resourceType,
              resourceId,
              details)) {
        byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
        digest.update((field == null ? "-:" : bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return HEX.formatHex(digest.digest());
    }

    Entry sealed() {
      return new Entry(
          sequence,
          id,
          at,
          actorKind,
          actorId,
          actorName,
          method,
          tokenPrefix,
          requestId,
          remoteAddress,
          action,
          resourceType,
          resourceId,
          details,
          previous,
          computedHash());
    }
  }

  /// @param checked how many records were looked at
  /// @param brokenAt the sequence of the first record that does not fit; null when all do
  /// @param head the hash of the last record, in hexadecimal digits
  record Verification(long checked, @Nullable Long brokenAt, String head) {}

  /// @param before only records with a smaller sequence; null for the newest
  record Search(
      @Nullable Instant since,
      @Nullable Instant until,
      List<String> resourceTypes,
      @Nullable String resourceId,
      @Nullable String actorKind,
      @Nullable String actorId,
      @Nullable String method,
      List<String> actions,
      @Nullable Long before,
      int most) {}

  private record Waiting(
      String action,
      String type,
      String id,
      String details,
      Actor actor,
      @Nullable Caller caller,
      @Nullable RequestId origin) {}

  private final Database database;
  private final Ids ids;
  private final InstantSource clock;

  HashChainAudit(Database database, Ids ids, InstantSource clock) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public void record(String action, String type, String id, Map<String, ?> details) {
    RequestId origin = RequestId.current();
    var waiting =
        new Waiting(
            action,
            type,
            id,
            Json.write(withReason(details, origin)),
            Actor.current(),
            Caller.current(),
            origin);
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      database.run(() -> append(List.of(waiting)));
      return;
    }
    chapter().all.add(waiting);
  }

  /// What one transaction has to record. Appending takes the chain's lock. Right before the commit it is held shortest, and always
  /// after every other lock, so that two transactions cannot wait for each other; all at once, because everybody who changes
  /// anything waits for it.
  private static final class Chapter implements TransactionSynchronization {
    private final HashChainAudit trail;
    private final List<Waiting> all = new ArrayList<>();

    Chapter(HashChainAudit trail) {
      this.trail = trail;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      trail.append(all);
    }
  }

  private Chapter chapter() {
    for (TransactionSynchronization one : TransactionSynchronizationManager.getSynchronizations()) {
      if (one instanceof Chapter chapter && chapter.trail == this) {
        return chapter;
      }
    }
    var chapter = new Chapter(this);
    TransactionSynchronizationManager.registerSynchronization(chapter);
    return chapter;
  }

  /// With what the caller says of why. Where the record has a reason of its own, the caller's stands beside it under the header's name.
  static Map<String, ?> withReason(Map<String, ?> details, @Nullable RequestId origin) {
    if (origin == null || origin.why() == null) {
      return details;
    }
    var all = new LinkedHashMap<String, Object>(details);
    all.put(details.containsKey("why") ? RequestId.WHY : "why", origin.why());
    return all;
  }

  private void append(List<Waiting> all) {
    record Head(long sequence, String hash) {}
    Head head =
        database
            .sql()
            .sql("select sequence, hash from access.audit_head for update")
            .query((row, _) -> new Head(row.getLong(1), HEX.formatHex(row.getBytes(2))))
            .single();
    var rows = new ArrayList<Object[]>();
    for (Waiting waiting : all) {
      Entry entry = entry(waiting, head.sequence() + 1, head.hash());
      rows.add(row(entry));
      head = new Head(entry.sequence(), entry.hash());
    }
    database
        .jdbc()
        .batchUpdate(
            """
            insert into access.audit (sequence, id, at, actor_kind, actor_id, actor_name, method, token_prefix, request_id,
              remote_address, action, resource_type, resource_id, details, previous, hash)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows);
    database
        .sql()
        .sql("update access.audit_head set sequence = ?, hash = ?")
        .params(head.sequence(), HEX.parseHex(head.hash()))
        .update();
  }

  private Entry entry(Waiting waiting, long sequence, String previous) {
    Actor actor = waiting.actor();
    Caller caller = waiting.caller();
    RequestId origin = waiting.origin();
    return new Entry(
            sequence,
            ids.next('Q'),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            actor.kind().name(),
            actor.id(),
            actor.name(),
            method(caller),
            caller == null ? null : caller.prefix(),
            origin == null ? null : origin.requestId(),
            origin == null ? null : origin.remoteAddress(),
            waiting.action(),
            waiting.type(),
            waiting.id(),
            waiting.details(),
            previous,
            "")
        .sealed();
  }

  private static @Nullable Object[] row(Entry entry) {
    return new @Nullable Object[] {
      entry.sequence(),
      entry.id(),
      Timestamp.from(entry.at()),
      entry.actorKind(),
      entry.actorId(),
      entry.actorName(),
      entry.method(),
      entry.tokenPrefix(),
      entry.requestId(),
      entry.remoteAddress(),
      entry.action(),
      entry.resourceType(),
      entry.resourceId(),
      entry.details(),
      HEX.parseHex(entry.previous()),
      HEX.parseHex(entry.hash())
    };
  }

  private static String method(@Nullable Caller caller) {
    if (caller == null) {
      return "other";
    }
    return switch (caller.means()) {
      case SESSION -> "browser";
      case USER_TOKEN, ACCOUNT_TOKEN -> "api_token";
    };
  }

  /// Records that somebody waits for, newest first.
  ///
  /// @throws dev.muster.platform.db.QuestionTooLong when the database takes too long
  List<Entry> page(Search search) {
    return database.list(() -> search(search));
  }

  /// Records, newest first.
  List<Entry> search(Search search) {
    var sql = new StringBuilder(COLUMNS).append(" where true");
    var parameters = new ArrayList<Object>();
    if (search.since() != null) {
      sql.append(" and at >= ?");
      parameters.add(Timestamp.from(search.since()));
    }
    if (search.until() != null) {
      sql.append(" and at < ?");
      parameters.add(Timestamp.from(search.until()));
    }
    if (!search.resourceTypes().isEmpty()) {
      sql.append(" and resource_type = any (?)");
      parameters.add(search.resourceTypes().toArray(String[]::new));
    }
    if (!search.actions().isEmpty()) {
      sql.append(" and action = any (?)");
      parameters.add(search.actions().toArray(String[]::new));
    }
    equal(sql, parameters, "resource_id", search.resourceId());
    equal(sql, parameters, "actor_kind", search.actorKind());
    equal(sql, parameters, "actor_id", search.actorId());
    equal(sql, parameters, "method", search.method());
    if (search.before() != null) {
      sql.append(" and sequence < ?");
      parameters.add(search.before());
    }
    sql.append(" order by sequence desc limit ?");
    parameters.add(search.most());
    return database.sql().sql(sql.toString()).params(parameters).query(HashChainAudit::read).list();
  }

  private static void equal(
      StringBuilder sql, List<Object> parameters, String column, @Nullable String value) {
    if (value != null) {
      sql.append(" and ").append(column).append(" = ?");
      parameters.add(value);
    }
  }

  /// Computes the whole chain anew and compares.
  Verification verify() {
    String previous = HEX.formatHex(new byte[32]);
    long last = 0;
    while (true) {
      List<Entry> entries =
          database
              .sql()
              .sql(COLUMNS + " where sequence > ? order by sequence limit ?")
              .params(last, BATCH)
              .query(HashChainAudit::read)
              .list();
      for (Entry entry : entries) {
        boolean fits =
            entry.sequence() == last + 1
                && entry.previous().equals(previous)
                && entry.hash().equals(entry.computedHash());
        if (!fits) {
          return new Verification(last, last + 1, previous);
        }
        previous = entry.hash();
        last = entry.sequence();
      }
      if (entries.size() < BATCH) {
        return cutShort(last, previous);
      }
    }
  }

  /// The head says how long the chain must be; records that were appended meanwhile make it longer, never shorter.
  private Verification cutShort(long last, String hash) {
    long length =
        database.sql().sql("select sequence from access.audit_head").query(Long.class).single();
    boolean whole =
        length == last
            || database
                .sql()
                .sql("select exists (select 1 from access.audit where sequence = ?)")
                .param(last + 1)
                .query(Boolean.class)
                .single();
    return new Verification(last, whole ? null : (Long) (last + 1), hash);
  }

  private static Entry read(ResultSet row, int number) throws SQLException {
    return new Entry(
        row.getLong("sequence"),
        row.getString("id"),
        row.getTimestamp("at").toInstant(),
        row.getString("actor_kind"),
        row.getString("actor_id"),
        row.getString("actor_name"),
        row.getString("method"),
        row.getString("token_prefix"),
        row.getString("request_id"),
        row.getString("remote_address"),
        row.getString("action"),
        row.getString("resource_type"),
        row.getString("resource_id"),
        row.getString("details"),
        HEX.formatHex(row.getBytes("previous")),
        HEX.formatHex(row.getBytes("hash")));
  }
}
