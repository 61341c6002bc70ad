package dev.muster.respond.chat;

import dev.muster.platform.db.Database;
import dev.muster.platform.secret.PostgresSealed;
import dev.muster.platform.secret.Seal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chats, who in them is which person, and what came in from them, in PostgreSQL; secrets sealed.
final class PostgresChats {
  /// Calls kept of each chat.
  static final int CALLS_KEPT = 500;

  private static final Logger LOG = LoggerFactory.getLogger(PostgresChats.class);

  private final Database database;
  private final Seal seal;

  PostgresChats(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  private static String purpose(String id) {
    return "respond.chat_app." + id;
  }

  // Chats
  // -----------------------------------------------------------------------------------------------------------------

  Optional<ChatApp> app(String id) {
    return one("select * from respond.chat_app where id = ?", id);
  }

  /// The same, held against other writers until the end of the transaction.
  Optional<ChatApp> hold(String id) {
    return one("select * from respond.chat_app where id = ? for update", id);
  }

  private Optional<ChatApp> one(String sql, String id) {
    return database.sql().sql(sql).param(id).query((row, _) -> app(row)).optional();
  }

  /// By name; one whose secret cannot be opened is left out, so that it does not stop the others.
  List<ChatApp> apps() {
    return database
        .sql()
        .sql("select * from respond.chat_app order by lower(name), id")
        .query((row, _) -> readable(row))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<ChatApp> readable(ResultSet row) throws SQLException {
    try {
      return Optional.of(app(row));
    } catch (IllegalStateException sealed) {
      LOG.error("the chat {} cannot be read, and is shut", row.getString("id"), sealed);
      return Optional.empty();
    }
  }

  private ChatApp app(ResultSet row) throws SQLException {
    String id = row.getString("id");
    return new ChatApp(
        id,
        ChatApp.Kind.valueOf(row.getString("kind")),
        row.getString("name"),
        seal.open(purpose(id), row.getString("secret")),
        row.getString("page_prefix"),
        row.getTimestamp("changed_at").toInstant());
  }

  /// Names by id; secrets are left alone.
  Map<String, String> names(Collection<String> ids) {
    var names = new HashMap<String, String>();
    database
        .sql()
        .sql("select id, name from respond.chat_app where id = any (?)")
        .param(ids.toArray(String[]::new))
        .query(row -> {
          names.put(row.getString("id"), row.getString("name"));
        });
    return names;
  }

  void save(ChatApp app) {
    database
        .jdbc()
        .update(
            """
            insert into respond.chat_app (id, kind, name, secret, page_prefix, changed_at) values (?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, secret = excluded.secret,
              page_prefix = excluded.page_prefix, changed_at = excluded.changed_at
            """,
            app.id(),
            app.kind().name(),
            app.name(),
            seal.seal(purpose(app.id()), app.secret()),
            app.pagePrefix(),
            Timestamp.from(app.changedAt()));
  }

  /// With all that belongs to it.
  boolean delete(String id) {
    for (String table : List.of("chat_account", "chat_invitation", "chat_call")) {
      database.sql().sql("delete from respond." + table + " where app_id = ?").param(id).update();
    }
    return database.sql().sql("delete from respond.chat_app where id = ?").param(id).update() > 0;
  }

  /// Seals the secrets with the key that seals now, so that older keys can be taken away.
  void sealAnew() {
    new PostgresSealed("respond.chat_app", "id", List.of("secret"), false, (id, _) -> purpose(id))
        .anew(database, seal);
  }

  // People
  // -----------------------------------------------------------------------------------------------------------------

  Optional<ChatAccount> account(String appId, String senderKey) {
    return database
        .sql()
        .sql("select * from respond.chat_account where app_id = ? and sender_key = ?")
        .params(appId, senderKey)
        .query((row, _) -> account(row))
        .optional();
  }

  List<ChatAccount> accountsNamed(String appId, String senderName) {
    return database
        .sql()
        .sql(
            "select * from respond.chat_account where app_id = ? and lower(sender_name) = lower(?)")
        .params(appId, senderName)
        .query((row, _) -> account(row))
        .list();
  }

  /// A person's, the oldest first.
  List<ChatAccount> accountsOf(String userId) {
    return database
        .sql()
        .sql("select * from respond.chat_account where user_id = ? order by linked_at, id")
        .param(userId)
        .query((row, _) -> account(row))
        .list();
  }

  int countAccounts(String appId) {
    return database
        .sql()
        .sql("select count(*) from respond.chat_account where app_id = ?")
        .param(appId)
        .query(Integer.class)
        .single();
  }

  private static ChatAccount account(ResultSet row) throws SQLException {
    return new ChatAccount(
        row.getString("id"),
        row.getString("app_id"),
        sender(row),
        row.getString("user_id"),
        row.getTimestamp("linked_at").toInstant());
  }

  private static Sender sender(ResultSet row) throws SQLException {
    return new Sender(
        row.getString("sender_key"), row.getString("sender_name"), row.getString("sender_place"));
  }

  /// Whoever the sender was before, it is this person now.
  void link(ChatAccount account) {
    database
        .jdbc()
        .update(
            """
            insert into respond.chat_account (id, app_id, sender_key, sender_name, sender_place, user_id, linked_at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (app_id, sender_key) do update set id = excluded.id, sender_name = excluded.sender_name,
              sender_place = excluded.sender_place, user_id = excluded.user_id, linked_at = excluded.linked_at
            """,
            account.id(),
            account.appId(),
            account.sender().key(),
            ChatCall.kept(account.sender().name()),
            ChatCall.kept(account.sender().place()),
            account.userId(),
            Timestamp.from(account.linkedAt()));
  }

  /// @return false when there was none
  boolean unlink(String userId, String accountId) {
    return database
            .sql()
            .sql("delete from respond.chat_account where user_id = ? and id = ?")
            .params(userId, accountId)
            .update()
        > 0;
  }

  void forgetPerson(String userId) {
    database.sql().sql("delete from respond.chat_account where user_id = ?").param(userId).update();
  }

  // Links under way
  // -----------------------------------------------------------------------------------------------------------------

  /// Of one sender only the newest is good. Forgets what is too old.
  void invite(String hash, Invitation invitation, Instant now) {
    database
        .sql()
        .sql("delete from respond.chat_invitation where until <= ?")
        .param(Timestamp.from(now))
        .update();
    database
        .jdbc()
        .update(
            """
            insert into respond.chat_invitation (hash, app_id, sender_key, sender_name, sender_place, until)
            values (?, ?, ?, ?, ?, ?)
            on conflict (app_id, sender_key) do update set hash = excluded.hash, sender_name = excluded.sender_name,
              sender_place = excluded.sender_place, until = excluded.until
            """,
            hash,
            invitation.appId(),
            invitation.sender().key(),
            ChatCall.kept(invitation.sender().name()),
            ChatCall.kept(invitation.sender().place()),
            Timestamp.from(invitation.until()));
  }

  Optional<Invitation> invitation(String hash, Instant now) {
    return database
        .sql()
        .sql("select * from respond.chat_invitation where hash = ? and until > ?")
        .params(hash, Timestamp.from(now))
        .query((row, _) ->
            new Invitation(
                row.getString("app_id"), sender(row), row.getTimestamp("until").toInstant()))
        .optional();
  }

  /// @return false when somebody else has used it in the meantime
  boolean use(String hash) {
    return database
            .sql()
            .sql("delete from respond.chat_invitation where hash = ?")
            .param(hash)
            .update()
        > 0;
  }

  // The log
  // -----------------------------------------------------------------------------------------------------------------

  /// Writes a call down and forgets what is older than the newest {@link #CALLS_KEPT} of its chat, except what another call is just
  /// forgetting: calls of one chat do not wait for each other.
  ///
  /// @return false when a call with the same request key was written before; whoever asks while that one is still being done waits
  ///     for its end
  boolean add(ChatCall call) {
    Sender sender = call.sender();
    int added =
        database
            .sql()
            .sql(
                """
                insert into respond.chat_call (
                  id, app_id, at, request_key, sender_key, sender_name, user_id, asked, outcome, words)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (app_id, request_key) do nothing
                """)
            .params(
                Arrays.asList(
                    call.id(),
                    call.appId(),
                    Timestamp.from(call.at()),
                    call.requestKey(),
                    sender == null ? "" : ChatCall.kept(sender.key()),
                    sender == null ? "" : ChatCall.kept(sender.name()),
                    call.userId(),
                    call.asked(),
                    call.outcome().name(),
                    call.words()))
            .update();
    database
        .sql()
        .sql(
            """
            delete from respond.chat_call where id in (
              select id from respond.chat_call where app_id = ? and sequence < (
                select min(sequence) from (
                  select sequence from respond.chat_call where app_id = ? order by sequence desc limit ?) as newest)
              for update skip locked)
            """)
        .params(call.appId(), call.appId(), CALLS_KEPT)
        .update();
    return added > 0;
  }

  void answered(String id, String words) {
    database
        .sql()
        .sql("update respond.chat_call set words = ? where id = ?")
        .params(ChatCall.kept(words), id)
        .update();
  }

  /// What was said to the request with that key.
  Optional<String> answerTo(String appId, String requestKey) {
    return database
        .sql()
        .sql("select words from respond.chat_call where app_id = ? and request_key = ?")
        .params(appId, requestKey)
        .query(String.class)
        .optional();
  }

  /// Newest first.
  List<ChatCall> calls(String appId, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select * from respond.chat_call where app_id = ? order by sequence desc offset ? limit"
                + " ?")
        .params(appId, offset, limit)
        .query((row, _) -> call(row))
        .list();
  }

  long countCalls(String appId) {
    return database
        .sql()
        .sql("select count(*) from respond.chat_call where app_id = ?")
        .param(appId)
        .query(Long.class)
        .single();
  }

  private static ChatCall call(ResultSet row) throws SQLException {
    String key = row.getString("sender_key");
    @Nullable Sender sender =
        key.isEmpty() ? null : new Sender(key, row.getString("sender_name"), "");
    return new ChatCall(
        row.getString("id"),
        row.getString("app_id"),
        row.getTimestamp("at").toInstant(),
        row.getString("request_key"),
        sender,
        row.getString("user_id"),
        row.getString("asked"),
        ChatCall.Outcome.valueOf(row.getString("outcome")),
        row.getString("words"));
  }
}
