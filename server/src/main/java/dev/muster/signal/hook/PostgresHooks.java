package dev.muster.signal.hook;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import dev.muster.platform.secret.PostgresSealed;
import dev.muster.platform.secret.Proof;
import dev.muster.platform.secret.Seal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settings and calls of webhooks in PostgreSQL, their secrets sealed.
final class PostgresHooks implements HookRepository {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresHooks.class);

  private final Database database;
  private final Seal seal;

  PostgresHooks(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  /// A mapping as it is kept.
  private record Kept(
      Map<String, String> texts,
      Map<String, String> severityWords,
      Map<String, String> actionWords) {}

  private static String purpose(String id) {
    return "signal.hook." + id;
  }

  private @Nullable String sealed(String id, @Nullable String secret) {
    return secret == null ? null : seal.seal(purpose(id), secret);
  }

  private @Nullable String opened(String id, @Nullable String sealed) {
    return sealed == null ? null : seal.open(purpose(id), sealed);
  }

  @Override
  public Optional<Hook> hook(String integrationId) {
    return database
        .sql()
        .sql("select * from signal.hook where integration_id = ?")
        .param(integrationId)
        .query((row, _) -> readable(row))
        .optional();
  }

  @Override
  public List<Hook> hooks() {
    return database.sql().sql("select * from signal.hook").query((row, _) -> readable(row)).list();
  }

  @Override
  public long version() {
    return database.sql().sql("select version from signal.hook_version").query(Long.class).single();
  }

  @Override
  public void raiseVersion() {
    database.sql().sql("update signal.hook_version set version = version + 1").update();
  }

  /// Seals the secrets with the key that seals now, so that older keys can be taken away.
  void sealAnew() {
    new PostgresSealed(
            "signal.hook",
            "integration_id",
            List.of("secret", "old_secret"),
            false,
            (id, _) -> purpose(id))
        .anew(database, seal);
  }

  /// One that cannot be read must not stop the others, nor let anybody in; what of it can be read still counts.
  private Hook readable(ResultSet row) throws SQLException {
    String id = row.getString("integration_id");
    return hook(
        row,
        (part, unreadable) ->
            LOG.error("{} of the webhook of integration {} cannot be read", part, id, unreadable));
  }

  private Hook hook(ResultSet row, BiConsumer<Hook.Part, RuntimeException> unreadable)
      throws SQLException {
    String id = row.getString("integration_id");
    String proof = row.getString("proof");
    String secret = row.getString("secret");
    String old = row.getString("old_secret");
    String mapping = row.getString("mapping");
    Timestamp until = row.getTimestamp("old_until");
    var lost = EnumSet.noneOf(Hook.Part.class);
    BiConsumer<Hook.Part, RuntimeException> note =
        (part, failure) -> {
          lost.add(part);
          unreadable.accept(part, failure);
        };
    return new Hook(
        id,
        part(Hook.Part.PROOF, () -> proof(proof), Proof.NONE, note),
        part(Hook.Part.SECRET, () -> opened(id, secret), null, note),
        part(Hook.Part.OLD_SECRET, () -> opened(id, old), null, note),
        until == null ? null : until.toInstant(),
        part(Hook.Part.MAPPING, () -> mapping(mapping), Mapping.USUAL, note),
        row.getTimestamp("changed_at").toInstant(),
        lost);
  }

  private static <T extends @Nullable Object> T part(
      Hook.Part part,
      Supplier<T> read,
      T otherwise,
      BiConsumer<Hook.Part, RuntimeException> unreadable) {
    try {
      return read.get();
    } catch (RuntimeException failure) {
      unreadable.accept(part, failure);
      return otherwise;
    }
  }

  private static Proof proof(String json) {
    Proof proof = Json.read(json, Proof.class);
    Objects.requireNonNull(proof.kind(), "a proof has no kind");
    return proof;
  }

  private static Mapping mapping(String json) {
    Kept kept = Json.read(json, Kept.class);
    return new Mapping(kept.texts(), kept.severityWords(), kept.actionWords());
  }

  @Override
  public void save(Hook hook) {
    Mapping mapping = hook.mapping();
    Instant until = hook.oldUntil();
    database
        .jdbc()
        .update(
            """
            insert into signal.hook (integration_id, proof, secret, old_secret, old_until, mapping, changed_at)
            values (?, ?::jsonb, ?, ?, ?, ?::jsonb, ?)
            on conflict (integration_id) do update set
              proof = case when ? then hook.proof else excluded.proof end,
              secret = case when ? then hook.secret else excluded.secret end,
              old_secret = case when ? then hook.old_secret else excluded.old_secret end,
              old_until = excluded.old_until,
              mapping = case when ? then hook.mapping else excluded.mapping end,
              changed_at = excluded.changed_at
            """,
            hook.integrationId(),
            Json.write(hook.proof()),
            sealed(hook.integrationId(), hook.secret()),
            sealed(hook.integrationId(), hook.oldSecret()),
            until == null ? null : Timestamp.from(until),
            Json.write(new Kept(mapping.texts(), mapping.severityWords(), mapping.actionWords())),
            Timestamp.from(hook.changedAt() == null ? Instant.EPOCH : hook.changedAt()),
            hook.lost().contains(Hook.Part.PROOF),
            hook.lost().contains(Hook.Part.SECRET),
            hook.lost().contains(Hook.Part.OLD_SECRET),
            hook.lost().contains(Hook.Part.MAPPING));
  }

  @Override
  public void delete(String integrationId) {
    database
        .sql()
        .sql("delete from signal.hook where integration_id = ?")
        .param(integrationId)
        .update();
    database
        .sql()
        .sql("delete from signal.hook_call where integration_id = ?")
        .param(integrationId)
        .update();
  }

  /// A call as the statement takes it apart.
  private record Row(
      String id,
      String integrationId,
      Instant at,
      String outcome,
      int status,
      String words,
      @Nullable String action,
      @Nullable String dedupKey,
      @Nullable String summary,
      String body) {
    static Row of(Call call) {
      return new Row(
          call.id(),
          call.integrationId(),
          call.at(),
          call.outcome().name(),
          call.status(),
          call.words(),
          call.action(),
          call.dedupKey(),
          call.summary(),
          call.body());
    }
  }

  @Override
  public void add(List<Call> calls) {
    if (calls.isEmpty()) {
      return;
    }
    database.run(() -> {
      database.relax(); // a log for people: its last moment may be lost with the database
      database
          .sql()
          .sql(
              """
              insert into signal.hook_call (id, integration_id, at, outcome, status, words, action, dedup_key, summary, body)
              select x.* from rows from (jsonb_to_recordset(?::jsonb) as (
                id text, integration_id text, at timestamptz, outcome text, status int, words text, action text,
                dedup_key text, summary text, body text)) as x
              """)
          .param(Json.write(calls.stream().map(Row::of).toList()))
          .update();
      for (String integration : calls.stream().map(Call::integrationId).distinct().toList()) {
        database
            .sql()
            .sql(
                """
                delete from signal.hook_call where integration_id = ? and sequence < (
                  select min(sequence) from (
                    select sequence from signal.hook_call where integration_id = ? order by sequence desc limit ?) as newest)
                """)
            .params(integration, integration, CALLS_KEPT)
            .update();
      }
    });
  }

  @Override
  public List<Call> calls(
      String integrationId, Call.@Nullable Outcome outcome, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select * from signal.hook_call where integration_id = ? and (? = '' or outcome = ?)
            order by sequence desc offset ? limit ?
            """)
        .params(integrationId, name(outcome), name(outcome), offset, limit)
        .query((row, _) ->
            new Call(
                row.getString("id"),
                row.getString("integration_id"),
                row.getTimestamp("at").toInstant(),
                Call.Outcome.valueOf(row.getString("outcome")),
                row.getInt("status"),
                row.getString("words"),
                row.getString("action"),
                row.getString("dedup_key"),
                row.getString("summary"),
                row.getString("body")))
        .list();
  }

  @Override
  public long count(String integrationId, Call.@Nullable Outcome outcome) {
    return database
        .sql()
        .sql(
            "select count(*) from signal.hook_call where integration_id = ? and (? = '' or"
                + " outcome = ?)")
        .params(integrationId, name(outcome), name(outcome))
        .query(Long.class)
        .single();
  }

  private static String name(Call.@Nullable Outcome outcome) {
    return outcome == null ? "" : outcome.name();
  }

  @Override
  public int forget(Instant before) {
    return database
        .sql()
        .sql("delete from signal.hook_call where at < ?")
        .param(Timestamp.from(before))
        .update();
  }
}
