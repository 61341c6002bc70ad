package dev.muster.catalog.topology;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Entities, dependencies, imports and gaps in PostgreSQL. Batches travel as one JSON array.
final class PostgresTopology {
  private final Database database;

  PostgresTopology(Database database) {
    this.database = database;
  }

  /// Raises the version and so serialises changes.
  void raiseVersion() {
    database.sql().sql("update catalog.topology_version set version = version + 1").update();
  }

  /// Changes whenever anything changes that the topology in memory is made of.
  String stamp() {
    return database
        .sql()
        .sql(
            """
            select t.version || '.' || c.version from catalog.topology_version t, catalog.version c
            """)
        .query(String.class)
        .single();
  }

  // Entities

  /// What an entity looks like on its way into the database.
  private record EntityIn(
      String id,
      String kind,
      String name,
      @Nullable String serviceEntity,
      @Nullable String ownerService,
      @Nullable String region,
      @Nullable String stage,
      Collection<String> aliases,
      Map<String, String> attributes,
      String source,
      Instant createdAt,
      Instant seenAt,
      @Nullable Instant staleSince) {
    static EntityIn of(EntityRow row) {
      Entity entity = row.entity();
      return new EntityIn(
          entity.id(),
          entity.kind(),
          entity.name(),
          entity.serviceId(),
          row.ownerService(),
          entity.region(),
          entity.stage(),
          entity.aliases(),
          entity.attributes(),
          row.source(),
          row.createdAt(),
          row.seenAt(),
          row.staleSince());
    }
  }

  void saveEntities(Collection<EntityRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into catalog.entity (id, kind, name, service_entity, owner_service, region, stage, aliases, attributes, source,
              created_at, seen_at, stale_since)
            select id, kind, name, service_entity, owner_service, region, stage,
              array(select jsonb_array_elements_text(aliases)), attributes, source, created_at, seen_at, stale_since
            from jsonb_to_recordset(?::jsonb) as x (id text, kind text, name text, service_entity text, owner_service text,
              region text, stage text, aliases jsonb, attributes jsonb, source text, created_at timestamptz,
              seen_at timestamptz, stale_since timestamptz)
            on conflict (id) do update set kind = excluded.kind, name = excluded.name,
              service_entity = excluded.service_entity, owner_service = excluded.owner_service, region = excluded.region,
              stage = excluded.stage, aliases = excluded.aliases, attributes = excluded.attributes, source = excluded.source,
              seen_at = excluded.seen_at, stale_since = excluded.stale_since
            """)
        .param(Json.write(rows.stream().map(EntityIn::of).toList()))
        .update();
  }

  Map<String, EntityRow> entities(Collection<String> ids) {
    var found = new HashMap<String, EntityRow>();
    database
        .sql()
        .sql("select * from catalog.entity where id = any(?::text[])")
        .param(ids.toArray(String[]::new))
        .query((row, _) -> entity(row))
        .list()
        .forEach(row -> found.put(row.entity().id(), row));
    return found;
  }

  Optional<EntityRow> entity(String id) {
    return Optional.ofNullable(entities(List.of(id)).get(id));
  }

  List<EntityRow> allEntities() {
    return database
        .sql()
        .sql("select * from catalog.entity order by id")
        .query((row, _) -> entity(row))
        .list();
  }

  /// What a list of entities is narrowed by; null does not narrow.
  record Filter(
      @Nullable String text,
      @Nullable String kind,
      @Nullable String service,
      @Nullable String source,
      @Nullable Boolean stale) {
    /// Whether what counts under another id is left out: it is not when somebody looks for something, as it may be that.
    boolean whole() {
      return text == null && source == null;
    }
  }

  List<EntityRow> search(Filter filter, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select * from catalog.entity where "
                + WHERE
                + " order by lower(name), id limit ? offset ?")
        .params(parameters(filter, limit, offset))
        .query((row, _) -> entity(row))
        .list();
  }

  long count(Filter filter) {
    return database
        .sql()
        .sql("select count(*) from catalog.entity where " + WHERE)
        .params(parameters(filter))
        .query(Long.class)
        .single();
  }

  private static final String WHERE =
      """
      (?::text is null or position(lower(?) in lower(name)) > 0 or lower(?) = any(select lower(a) from unnest(aliases) as a)
        or id = ?)
      and (?::text is null or kind = ?) and (?::text is null or service_entity = ?) and (?::text is null or source = ?)
      and (?::boolean is null or (stale_since is not null) = ?::boolean) and (not ?::boolean or same_as is null)
      """;

  private static List<@Nullable Object> parameters(Filter filter, Object... more) {
    var all =
        new java.util.ArrayList<@Nullable Object>(
            Arrays.asList(
                filter.text(),
                filter.text(),
                filter.text(),
                filter.text(),
                filter.kind(),
                filter.kind(),
                filter.service(),
                filter.service(),
                filter.source(),
                filter.source(),
                filter.stale(),
                filter.stale(),
                filter.whole()));
    all.addAll(Arrays.asList(more));
    return all;
  }

  void deleteEntity(String id) {
    database
        .sql()
        .sql("delete from catalog.entity_dependency where from_id = ? or to_id = ?")
        .params(id, id)
        .update();
    database.sql().sql("delete from catalog.entity_mention where from_id = ?").param(id).update();
    database.sql().sql("delete from catalog.entity where id = ?").param(id).update();
  }

  /// Marks what the source did not name as stale.
  ///
  /// @return how many entities and dependencies
  int markStale(String source, Set<String> namedEntities, Set<String> namedLinks, Instant now) {
    int entities =
        database
            .sql()
            .sql(
                """
                update catalog.entity set stale_since = ?
                where source = ? and stale_since is null and not (id = any(?::text[]))
                """)
            .params(Timestamp.from(now), source, namedEntities.toArray(String[]::new))
            .update();
    int links =
        database
            .sql()
            .sql(
                """
                update catalog.entity_dependency set stale_since = ?
                where source = ? and stale_since is null
                  and not (from_id || E'\\n' || to_id || E'\\n' || kind = any(?::text[]))
                """)
            .params(Timestamp.from(now), source, namedLinks.toArray(String[]::new))
            .update();
    return entities + links;
  }

  private static EntityRow entity(ResultSet row) throws SQLException {
    var attributes = new HashMap<String, String>();
    JsonNode node = Json.mapper().readTree(row.getString("attributes"));
    node.properties()
        .forEach(field -> attributes.put(field.getKey(), field.getValue().asString("")));
    return new EntityRow(
        new Entity(
            row.getString("id"),
            row.getString("kind"),
            row.getString("name"),
            row.getString("service_entity"),
            row.getString("region"),
            row.getString("stage"),
            Set.of((String[]) row.getArray("aliases").getArray()),
            attributes),
        row.getString("owner_service"),
        row.getString("source"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("seen_at").toInstant(),
        instant(row.getTimestamp("stale_since")),
        row.getString("same_as"));
  }

  // Dependencies

  private record DependencyIn(
      String fromId,
      String toId,
      String kind,
      double confidence,
      boolean learned,
      @Nullable String confirmedBy,
      String source,
      Instant seenAt,
      @Nullable Instant staleSince) {
    static DependencyIn of(DependencyRow row) {
      return new DependencyIn(
          row.dependency().from(),
          row.dependency().to(),
          row.dependency().kind(),
          row.dependency().confidence(),
          row.learned(),
          row.confirmedBy(),
          row.source(),
          row.seenAt(),
          row.staleSince());
    }
  }

  void saveDependencies(Collection<DependencyRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into catalog.entity_dependency (from_id, to_id, kind, confidence, learned, confirmed_by, source, seen_at,
              stale_since)
            select from_id, to_id, kind, confidence, learned, confirmed_by, source, seen_at, stale_since
            from jsonb_to_recordset(?::jsonb) as x (from_id text, to_id text, kind text, confidence double precision,
              learned boolean, confirmed_by text, source text, seen_at timestamptz, stale_since timestamptz)
            on conflict (from_id, to_id, kind) do update set confidence = excluded.confidence, learned = excluded.learned,
              confirmed_by = excluded.confirmed_by, source = excluded.source, seen_at = excluded.seen_at,
              stale_since = excluded.stale_since
            """)
        .param(Json.write(rows.stream().map(DependencyIn::of).toList()))
        .update();
  }

  List<DependencyRow> allDependencies() {
    return database
        .sql()
        .sql("select * from catalog.entity_dependency order by from_id, to_id, kind")
        .query((row, _) -> dependency(row))
        .list();
  }

  /// Dependencies that touch one of these.
  List<DependencyRow> touching(Collection<String> ids) {
    String[] wanted = ids.toArray(String[]::new);
    return database
        .sql()
        .sql(
            """
            select * from catalog.entity_dependency where from_id = any(?::text[]) or to_id = any(?::text[])
            order by from_id, to_id, kind
            """)
        .params(wanted, wanted)
        .query((row, _) -> dependency(row))
        .list();
  }

  boolean deleteDependency(Collection<String> from, Collection<String> to, String kind) {
    return database
            .sql()
            .sql(
                "delete from catalog.entity_dependency where from_id = any(?::text[]) and to_id ="
                    + " any(?::text[]) and kind = ?")
            .params(from.toArray(String[]::new), to.toArray(String[]::new), kind)
            .update()
        > 0;
  }

  void saveEvidence(Map<Dependency, String> evidence, Instant now) {
    evidence.forEach((link, words) ->
        database
            .sql()
            .sql(
                """
                insert into catalog.dependency_evidence (from_id, to_id, words, at) values (?, ?, ?, ?)
                on conflict (from_id, to_id) do update set words = excluded.words, at = excluded.at
                """)
            .params(link.from(), link.to(), words, Timestamp.from(now))
            .update());
  }

  /// What learned dependencies from or to those rest on, by both ends with a line break in between.
  Map<String, String> evidence(Collection<String> ends) {
    var evidence = new HashMap<String, String>();
    String[] ids = ends.toArray(String[]::new);
    database
        .sql()
        .sql(
            "select from_id, to_id, words from catalog.dependency_evidence where from_id = any(?)"
                + " or to_id = any(?)")
        .params(ids, ids)
        .query(
            (row, _) -> evidence.put(row.getString(1) + "\n" + row.getString(2), row.getString(3)))
        .list();
    return evidence;
  }

  void reject(String from, String to, String byId, Instant now) {
    database
        .sql()
        .sql(
            "insert into catalog.dependency_rejected (from_id, to_id, by_id, at) values (?, ?, ?,"
                + " ?) on conflict do nothing")
        .params(from, to, byId, Timestamp.from(now))
        .update();
  }

  /// A dependency that a person took away and that is not to be offered or made again.
  record Rejected(String from, String to) {
    /// The same between the entities that count.
    Rejected counted(Map<String, String> counted) {
      return new Rejected(counted.getOrDefault(from, from), counted.getOrDefault(to, to));
    }
  }

  List<Rejected> rejected() {
    return database
        .sql()
        .sql("select from_id, to_id from catalog.dependency_rejected")
        .query((row, _) -> new Rejected(row.getString(1), row.getString(2)))
        .list();
  }

  static DependencyRow dependency(ResultSet row) throws SQLException {
    return new DependencyRow(
        new Dependency(
            row.getString("from_id"),
            row.getString("to_id"),
            row.getString("kind"),
            row.getDouble("confidence")),
        row.getBoolean("learned"),
        row.getString("confirmed_by"),
        row.getString("source"),
        row.getTimestamp("seen_at").toInstant(),
        instant(row.getTimestamp("stale_since")));
  }

  /// Dependencies between services of this house and business services, as people entered them.
  record Resting(String fromId, String toId) {}

  List<Resting> serviceDependencies() {
    return database
        .sql()
        .sql("select dependent_id, supporting_id from catalog.dependency order by id")
        .query((row, _) -> new Resting(row.getString(1), row.getString(2)))
        .list();
  }

  /// Id and name of every service of this house and every business service.
  record Named(String id, String kind, String name) {
    boolean isTechnical() {
      return kind.equals("service");
    }
  }

  List<Named> services() {
    return database
        .sql()
        .sql(
            """
            select id, 'service' as kind, name from catalog.service
            union all select id, 'business_service', name from catalog.business_service order by id
            """)
        .query((row, _) -> new Named(row.getString(1), row.getString(2), row.getString(3)))
        .list();
  }

  // Imports

  /// An import that was made.
  record Made(String id, String source, String format, String byId, Instant at, String report) {}

  void save(Made made) {
    database
        .sql()
        .sql(
            """
            insert into catalog.topology_import (id, source, format, by_id, at, report) values (?, ?, ?, ?, ?, ?::jsonb)
            """)
        .params(
            made.id(),
            made.source(),
            made.format(),
            made.byId(),
            Timestamp.from(made.at()),
            made.report())
        .update();
  }

  List<Made> imports(int offset, int limit) {
    return database
        .sql()
        .sql("select * from catalog.topology_import order by at desc, id limit ? offset ?")
        .params(limit, offset)
        .query((row, _) ->
            new Made(
                row.getString("id"),
                row.getString("source"),
                row.getString("format"),
                row.getString("by_id"),
                row.getTimestamp("at").toInstant(),
                row.getString("report")))
        .list();
  }

  long importCount() {
    return database
        .sql()
        .sql("select count(*) from catalog.topology_import")
        .query(Long.class)
        .single();
  }

  // Gaps

  void saveGaps(Collection<Gap> gaps) {
    if (gaps.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into catalog.topology_gap as g (identifier, alerts, integration_id, example_alert_id, words, first_at, last_at)
            select identifier, alerts, integration_id, example_alert_id, words, first_at, last_at
            from jsonb_to_recordset(?::jsonb) as x (identifier text, alerts bigint, integration_id text,
              example_alert_id text, words text, first_at timestamptz, last_at timestamptz)
            on conflict (identifier) do update set alerts = g.alerts + excluded.alerts,
              integration_id = excluded.integration_id, example_alert_id = excluded.example_alert_id,
              words = excluded.words, last_at = greatest(g.last_at, excluded.last_at)
            """)
        .param(Json.write(gaps))
        .update();
  }

  List<Gap> gaps(int offset, int limit) {
    return database
        .sql()
        .sql("select * from catalog.topology_gap order by alerts desc, identifier limit ? offset ?")
        .params(limit, offset)
        .query((row, _) ->
            new Gap(
                row.getString("identifier"),
                row.getLong("alerts"),
                row.getString("integration_id"),
                row.getString("example_alert_id"),
                row.getString("words"),
                row.getTimestamp("first_at").toInstant(),
                row.getTimestamp("last_at").toInstant()))
        .list();
  }

  long gapCount() {
    return database
        .sql()
        .sql("select count(*) from catalog.topology_gap")
        .query(Long.class)
        .single();
  }

  List<String> gapIdentifiers() {
    return database
        .sql()
        .sql("select identifier from catalog.topology_gap order by identifier")
        .query((row, _) -> row.getString(1))
        .list();
  }

  void deleteGaps(Collection<String> identifiers) {
    database
        .sql()
        .sql("delete from catalog.topology_gap where identifier = any(?::text[])")
        .param(identifiers.toArray(String[]::new))
        .update();
  }

  private static @Nullable Instant instant(@Nullable Timestamp moment) {
    return moment == null ? null : moment.toInstant();
  }
}
