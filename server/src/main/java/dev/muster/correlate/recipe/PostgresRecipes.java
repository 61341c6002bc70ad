package dev.muster.correlate.recipe;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Body;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Recipes, what they were, and their groups in PostgreSQL.
final class PostgresRecipes {
  /// Groups that an alert is compared with in one place; the newest win. At about a microsecond for a factor this bounds an alert's
  /// cost to some milliseconds.
  private static final int MOST_GROUPS = 500;

  /// Groups that are over are of no use; they are kept a while for whoever asks what happened.
  private static final Duration KEPT = Duration.ofDays(2);

  private final Database database;

  PostgresRecipes(Database database) {
    this.database = database;
  }

  /// A recipe with what is around it.
  record Stored(Recipe recipe, int position, Instant createdAt, Instant updatedAt) {}

  /// What a recipe was.
  ///
  /// @param recipe null when it was deleted then
  record Past(int version, @Nullable Recipe recipe, Instant at, String byId) {}

  long version() {
    return database
        .sql()
        .sql("select version from correlate.recipes_version")
        .query(Long.class)
        .single();
  }

  /// Holds the recipes against other writers until the end of the transaction, and tells all nodes.
  void raiseVersion() {
    database.sql().sql("update correlate.recipes_version set version = version + 1").update();
  }

  /// In their order.
  List<Stored> all() {
    return database
        .sql()
        .sql("select * from correlate.recipe order by position, id")
        .query((row, _) -> stored(row))
        .list();
  }

  Optional<Stored> find(String id) {
    return database
        .sql()
        .sql("select * from correlate.recipe where id = ?")
        .param(id)
        .query((row, _) -> stored(row))
        .optional();
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        recipe(row.getString("id"), row.getInt("version"), row.getString("definition")),
        row.getInt("position"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }

  private static Recipe recipe(String id, int version, String definition) {
    return RecipeForm.read(Body.of(Json.mapper().readTree(definition)), id, version, null);
  }

  void save(Recipe recipe, int position, String byId, Instant now) {
    String definition = Json.write(RecipeForm.view(recipe));
    database
        .sql()
        .sql(
            """
            insert into correlate.recipe (id, position, version, definition, created_at, updated_at)
            values (?, ?, ?, ?::jsonb, ?, ?)
            on conflict (id) do update set
              version = excluded.version, definition = excluded.definition, updated_at = excluded.updated_at
            """)
        .params(
            recipe.id(),
            position,
            recipe.version(),
            definition,
            Timestamp.from(now),
            Timestamp.from(now))
        .update();
    remember(recipe.id(), recipe.version(), definition, byId, now);
  }

  void delete(Recipe recipe, String byId, Instant now) {
    database.sql().sql("delete from correlate.recipe where id = ?").param(recipe.id()).update();
    database
        .sql()
        .sql("delete from correlate.recipe_group where recipe_id = ?")
        .param(recipe.id())
        .update();
    remember(recipe.id(), recipe.version() + 1, null, byId, now);
  }

  private void remember(
      String id, int version, @Nullable String definition, String byId, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into correlate.recipe_past (recipe_id, version, definition, at, by_id)
            values (?, ?, ?::jsonb, ?, ?)
            """)
        .params(Arrays.asList(id, version, definition, Timestamp.from(now), byId))
        .update();
  }

  void order(List<String> ids) {
    for (int i = 0; i < ids.size(); i++) {
      database
          .sql()
          .sql("update correlate.recipe set position = ? where id = ?")
          .params(i, ids.get(i))
          .update();
    }
  }

  /// Newest first.
  List<Past> past(String id) {
    return database
        .sql()
        .sql("select * from correlate.recipe_past where recipe_id = ? order by version desc")
        .param(id)
        .query((row, _) -> {
          String definition = row.getString("definition");
          int version = row.getInt("version");
          return new Past(
              version,
              definition == null ? null : recipe(id, version, definition),
              row.getTimestamp("at").toInstant(),
              row.getString("by_id"));
        })
        .list();
  }

  // Groups

  Map<Cookbook.Place, List<Group>> groups(Collection<Cookbook.Place> places, Instant now) {
    var found = new HashMap<Cookbook.Place, List<Group>>();
    for (Cookbook.Place place : new HashSet<>(places)) {
      found.put(
          place,
          database
              .sql()
              .sql(
                  """
                  select * from correlate.recipe_group where recipe_id = ? and bucket = ? and ends_at >= ?
                  order by ends_at desc, id limit ?
                  """)
              .params(place.recipeId(), place.bucket(), Timestamp.from(now), MOST_GROUPS)
              .query((row, _) -> group(row))
              .list());
    }
    return found;
  }

  private static Group group(ResultSet row) throws SQLException {
    return new Group(
        row.getString("id"),
        row.getString("recipe_id"),
        row.getInt("recipe_version"),
        row.getString("bucket"),
        Json.read(row.getString("reference"), Ingredient.class),
        row.getTimestamp("started_at").toInstant(),
        row.getTimestamp("ends_at").toInstant(),
        row.getTimestamp("last_at").toInstant(),
        row.getInt("alerts"),
        List.of(Json.read(row.getString("waiting"), Ingredient[].class)),
        row.getString("incident_id"));
  }

  void saveGroups(Collection<Group> groups) {
    if (groups.isEmpty()) {
      return;
    }
    Instant latest = Instant.EPOCH;
    for (Group group : groups) {
      latest = group.lastAt().isAfter(latest) ? group.lastAt() : latest;
      database
          .sql()
          .sql(
              """
              insert into correlate.recipe_group (id, recipe_id, recipe_version, bucket, reference, started_at, ends_at,
                last_at, alerts, waiting, incident_id)
              values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?::jsonb, ?)
              on conflict (id) do update set
                recipe_version = excluded.recipe_version, ends_at = excluded.ends_at, last_at = excluded.last_at,
                alerts = excluded.alerts, waiting = excluded.waiting, incident_id = excluded.incident_id
              """)
          .params(
              Arrays.asList(
                  group.id(),
                  group.recipeId(),
                  group.recipeVersion(),
                  group.bucket(),
                  Json.write(group.reference()),
                  Timestamp.from(group.startedAt()),
                  Timestamp.from(group.endsAt()),
                  Timestamp.from(group.lastAt()),
                  group.alerts(),
                  Json.write(group.waiting()),
                  group.incidentId()))
          .update();
    }
    database
        .sql()
        .sql("delete from correlate.recipe_group where ends_at < ?")
        .param(Timestamp.from(latest.minus(KEPT)))
        .update();
  }
}
