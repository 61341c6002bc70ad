package dev.muster.catalog.topology;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Entities that are the same thing, in PostgreSQL.
final class PostgresSameThings {
  private final Database database;

  PostgresSameThings(Database database) {
    this.database = database;
  }

  List<SameThing> all() {
    return database
        .sql()
        .sql("select * from catalog.same_thing order by one, other")
        .query((row, _) -> same(row))
        .list();
  }

  Optional<SameThing> find(String one, String other) {
    return database
        .sql()
        .sql("select * from catalog.same_thing where one = ? and other = ?")
        .params(one, other)
        .query((row, _) -> same(row))
        .optional();
  }

  /// What is narrowed by; null does not narrow.
  ///
  /// @param entity id of either of the two
  record Filter(SameThing.@Nullable State state, @Nullable String entity) {
    private List<@Nullable Object> parameters(Object... more) {
      String word = state == null ? null : state.name();
      var all = new ArrayList<@Nullable Object>(Arrays.asList(word, word, entity, entity));
      all.addAll(Arrays.asList(more));
      return all;
    }
  }

  private static final String WHERE =
      " from catalog.same_thing where (?::text is null or state = ?) and (?::text is null or ? in"
          + " (one, other))";

  /// What waits for a person's word first.
  List<SameThing> search(Filter filter, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select *"
                + WHERE
                + " order by state <> 'PROPOSED', coalesce(said_at, found_at) desc, one, other limit ?"
                + " offset ?")
        .params(filter.parameters(limit, offset))
        .query((row, _) -> same(row))
        .list();
  }

  long count(Filter filter) {
    return database
        .sql()
        .sql("select count(*)" + WHERE)
        .params(filter.parameters())
        .query(Long.class)
        .single();
  }

  /// Keeps those, all in one statement: the first import of a second source may find tens of thousands.
  void save(Collection<SameThing> same) {
    if (same.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into catalog.same_thing (one, other, state, certain, words, found_at, by_id, said_at)
            select one, other, state, certain, words, found_at, by_id, said_at
            from jsonb_to_recordset(?::jsonb) as x (one text, other text, state text, certain boolean, words text,
              found_at timestamptz, by_id text, said_at timestamptz)
            on conflict (one, other) do update set state = excluded.state, certain = excluded.certain,
              words = excluded.words, by_id = excluded.by_id, said_at = excluded.said_at
            """)
        .param(Json.write(same.stream().map(SameThingIn::of).toList()))
        .update();
  }

  /// What a pair looks like on its way into the database.
  private record SameThingIn(
      String one,
      String other,
      String state,
      boolean certain,
      String words,
      Instant foundAt,
      @Nullable String byId,
      @Nullable Instant saidAt) {
    static SameThingIn of(SameThing same) {
      return new SameThingIn(
          same.one(),
          same.other(),
          same.state().name(),
          same.certain(),
          same.words(),
          same.foundAt(),
          same.byId(),
          same.saidAt());
    }
  }

  void delete(Collection<SameThing> same) {
    if (same.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            delete from catalog.same_thing s using jsonb_to_recordset(?::jsonb) as x (one text, other text)
            where s.one = x.one and s.other = x.other
            """)
        .param(Json.write(same.stream().map(SameThingIn::of).toList()))
        .update();
  }

  /// The id under which each entity counts that does not stand for itself.
  Map<String, String> counted() {
    var counted = new HashMap<String, String>();
    database
        .sql()
        .sql("select id, same_as from catalog.entity where same_as is not null")
        .query((row, _) -> counted.put(row.getString(1), row.getString(2)))
        .list();
    return counted;
  }

  private record Counted(String id, @Nullable String sameAs) {}

  /// Keeps under which id each entity counts: of most nothing changes when one is edited, and only what does is written.
  ///
  /// @param all every entity, as it was read in this transaction
  void saveCounted(Collection<EntityRow> all, Map<String, String> counted) {
    List<Counted> changed =
        all.stream()
            .filter(row -> !Objects.equals(row.sameAs(), counted.get(row.entity().id())))
            .map(row -> new Counted(row.entity().id(), counted.get(row.entity().id())))
            .toList();
    if (changed.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            update catalog.entity e set same_as = w.same_as
            from jsonb_to_recordset(?::jsonb) as w (id text, same_as text) where w.id = e.id
            """)
        .param(Json.write(changed))
        .update();
  }

  // Hosts that configurations name

  /// Keeps what a source names now in place of what it named before for those entities.
  ///
  /// @param complete whether it names everything that it knows: of what it names no longer nothing is kept then
  void saveMentions(
      String source,
      boolean complete,
      Collection<String> named,
      Collection<Imported.Mention> mentions) {
    database
        .sql()
        .sql(
            "delete from catalog.entity_mention where source = ? and (?::boolean or from_id ="
                + " any(?::text[]))")
        .params(source, complete, named.toArray(String[]::new))
        .update();
    if (mentions.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into catalog.entity_mention (from_id, host, place, source)
            select from_id, host, place, ? from jsonb_to_recordset(?::jsonb) as x (from_id text, host text, place text)
            on conflict do nothing
            """)
        .params(
            source,
            Json.write(
                mentions.stream()
                    .map(one ->
                        Map.of("from_id", one.from(), "host", one.host(), "place", one.place()))
                    .toList()))
        .update();
  }

  /// A host that a source's configuration names.
  record Kept(String source, Imported.Mention mention) {}

  List<Kept> mentions() {
    return database
        .sql()
        .sql("select * from catalog.entity_mention order by source, from_id, host")
        .query((row, _) ->
            new Kept(
                row.getString("source"),
                new Imported.Mention(
                    row.getString("from_id"), row.getString("host"), row.getString("place"))))
        .list();
  }

  private static SameThing same(ResultSet row) throws SQLException {
    Timestamp said = row.getTimestamp("said_at");
    Instant saidAt = said == null ? null : said.toInstant();
    return new SameThing(
        row.getString("one"),
        row.getString("other"),
        SameThing.State.valueOf(row.getString("state")),
        row.getBoolean("certain"),
        row.getString("words"),
        row.getTimestamp("found_at").toInstant(),
        row.getString("by_id"),
        saidAt);
  }
}
