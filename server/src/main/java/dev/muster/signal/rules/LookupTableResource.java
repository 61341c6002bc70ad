package dev.muster.signal.rules;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Paging;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Tables that add what senders do not know, their rows as CSV or JSON, and the keys that they lack.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Enrichment")
final class LookupTableResource {
  /// Kept in memory by every node, about 200 bytes each.
  static final int MOST_ROWS = 200_000;

  private static final int MOST_COLUMNS = 50;
  private static final int MOST_TABLES = 50;

  private final PostgresRules store;
  private final LiveRules live;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Links links;
  private final Ids ids;
  private final InstantSource clock;

  LookupTableResource(
      PostgresRules store,
      LiveRules live,
      AuditTrail audit,
      Transactions transactions,
      Links links,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.live = live;
    this.audit = audit;
    this.transactions = transactions;
    this.links = links;
    this.ids = ids;
    this.clock = clock;
  }

  /// @param keys columns that are compared with fields of the event, and which
  /// @param columns the columns that are added to the event
  /// @param overwrites whether it replaces what the sender said
  /// @param gaps how many different keys events asked for that no row has
  record View(
      String id,
      String type,
      String summary,
      String self,
      String name,
      List<PostgresRules.KeyColumn> keys,
      List<String> columns,
      boolean overwrites,
      long rows,
      long gaps,
      Instant createdAt,
      Instant updatedAt) {}

  @GetMapping("/enrichment_tables")
  Map<String, @Nullable Object> listTables(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice("enrichment_tables", store.tables().stream().map(this::view).toList());
  }

  @GetMapping("/enrichment_tables/{id}")
  Map<String, View> getTable(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("enrichment_table", view(find(id)));
  }

  @PostMapping("/enrichment_tables")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, View> createTable(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Body given = body.envelope("enrichment_table");
    Instant now = clock.instant();
    if (store.tables().size() >= MOST_TABLES) {
      given.fault("name", "cannot be added: there are at most " + MOST_TABLES + " tables");
    }
    var table = read(given, null, ids.next('P'), now);
    transactions.run(() -> {
      store.save(table);
      live.changed();
      audit.record("create", "enrichment_table", table.id(), Map.of("name", table.name()));
    });
    return Map.of("enrichment_table", view(table));
  }

  /// Key columns and added columns of a table stay: its rows are made for them.
  @PutMapping("/enrichment_tables/{id}")
  Map<String, View> updateTable(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    PostgresRules.StoredTable before = find(id);
    var table = read(body.envelope("enrichment_table"), before, id, clock.instant());
    transactions.run(() -> {
      store.save(table);
      live.changed();
      audit.record(
          "update",
          "enrichment_table",
          id,
          Map.of("name", Map.of("from", before.name(), "to", table.name())));
    });
    return Map.of("enrichment_table", view(table));
  }

  @DeleteMapping("/enrichment_tables/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteTable(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    PostgresRules.StoredTable table = find(id);
    transactions.run(() -> {
      store.deleteTable(id);
      live.changed();
      audit.record("delete", "enrichment_table", id, Map.of("name", table.name()));
    });
  }

  @GetMapping("/enrichment_tables/{id}/rows")
  Map<String, @Nullable Object> listRows(@PathVariable String id, Paging paging) {
    Actor.current().require(Permission.READ);
    PostgresRules.StoredTable table = find(id);
    var rows = new ArrayList<Map<String, String>>();
    for (Map.Entry<String, List<String>> stored :
        store.page(id, paging.offset(), paging.limit() + 1)) {
      var row = new LinkedHashMap<String, String>();
      String[] keys = stored.getKey().split("\u001f", -1);
      for (int i = 0; i < table.keys().size(); i++) {
        row.put(table.keys().get(i).column(), i < keys.length ? keys[i] : "");
      }
      for (int i = 0; i < table.adds().size(); i++) {
        row.put(table.adds().get(i), stored.getValue().get(i));
      }
      rows.add(row);
    }
    return paging.page("rows", rows, () -> store.countRows(id));
  }

  /// Replaces all rows, or none when one is faulty.
  @PutMapping(path = "/enrichment_tables/{id}/rows", consumes = "application/json")
  Map<String, View> replaceRows(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    PostgresRules.StoredTable table = find(id);
    var lines = new ArrayList<Map<String, String>>();
    for (Body row : body.objects("rows")) {
      var cells = new LinkedHashMap<String, String>();
      for (Map.Entry<String, JsonNode> cell : row.node().properties()) {
        cells.put(cell.getKey(), cell.getValue().isNull() ? "" : cell.getValue().asString());
      }
      lines.add(cells);
    }
    if (!body.has("rows") || body.isNull("rows")) {
      // they are replaced as a whole: whoever means none of them says so
      body.fault("rows", "is missing; an empty list takes all rows away");
    }
    body.check();
    return replace(table, lines, (row, column) -> "'rows[%d].%s'".formatted(row, column));
  }

  /// Replaces all rows by those of a CSV text, whose first line names the columns, or none when a row is faulty. Columns that the table does
  /// not have are named under `ignored_columns`.
  @PutMapping(path = "/enrichment_tables/{id}/rows", consumes = "text/csv")
  Map<String, Object> replaceRowsByCsv(@PathVariable String id, @RequestBody String csv) {
    Actor.current().require(Permission.CONFIGURE);
    PostgresRules.StoredTable table = find(id);
    CsvTable given = CsvTable.read(csv);
    var wanted = new LinkedHashSet<>(table.keys().stream().map(key -> key.column()).toList());
    wanted.addAll(table.adds());
    List<String> lacking =
        wanted.stream()
            .filter(column -> !given.names().contains(column))
            .map(column -> "row 1: column '%s' of the table is missing".formatted(column))
            .toList();
    if (!lacking.isEmpty()) {
      throw ApiException.invalid(lacking);
    }
    var answer =
        new LinkedHashMap<String, Object>(
            replace(
                table,
                given.rows().stream().map(CsvTable.Row::cells).toList(),
                (row, column) ->
                    "row %d: field '%s'".formatted(given.rows().get(row).number(), column)));
    answer.put(
        "ignored_columns",
        given.names().stream().filter(column -> !wanted.contains(column)).toList());
    return answer;
  }

  /// Says where a fault stands.
  private interface Place {
    /// @param row index among the rows
    String of(int row, String column);
  }

  private Map<String, View> replace(
      PostgresRules.StoredTable table, List<Map<String, String>> lines, Place place) {
    if (lines.size() > MOST_ROWS) {
      throw ApiException.invalid("'rows' has more than " + MOST_ROWS + " rows");
    }
    var faults = new ArrayList<String>();
    var rows = new LinkedHashMap<String, List<String>>();
    int number = 0;
    for (Map<String, String> line : lines) {
      number++;
      var keys = new ArrayList<String>();
      for (PostgresRules.KeyColumn key : table.keys()) {
        String value = line.getOrDefault(key.column(), "").strip();
        if (value.isEmpty() && faults.size() < CsvTable.MOST_FAULTS) {
          faults.add(place.of(number - 1, key.column()) + " is missing or blank");
        }
        keys.add(value);
      }
      var cells = new ArrayList<String>();
      for (String column : table.adds()) {
        cells.add(line.getOrDefault(column, "").strip().replace("\u0000", ""));
      }
      if (rows.put(LookupTable.key(keys), cells) != null && faults.size() < CsvTable.MOST_FAULTS) {
        faults.add(
            "%s has the same key as a row before: %s"
                .formatted(
                    place.of(number - 1, table.keys().getFirst().column()),
                    String.join(", ", keys)));
      }
    }
    if (!faults.isEmpty()) {
      throw ApiException.invalid(faults);
    }
    transactions.run(() -> {
      store.replaceRows(table.id(), rows);
      live.changed();
      audit.record("update", "enrichment_table", table.id(), Map.of("rows", rows.size()));
    });
    return Map.of("enrichment_table", view(find(table.id())));
  }

  /// Keys that events asked for and no row has, most often asked first.
  @GetMapping("/enrichment_tables/{id}/gaps")
  Map<String, @Nullable Object> listGaps(@PathVariable String id, Paging paging) {
    Actor.current().require(Permission.READ);
    find(id);
    live.writeGaps(clock.instant());
    return paging.page(
        "gaps",
        store.gaps(id, paging.offset(), paging.limit() + 1).stream()
            .map(gap ->
                new PostgresRules.StoredGap(
                    LookupTable.words(gap.key()), gap.events(), gap.firstAt(), gap.lastAt()))
            .toList(),
        () -> store.countGaps(id));
  }

  private PostgresRules.StoredTable read(
      Body given, PostgresRules.@Nullable StoredTable before, String id, Instant now) {
    String name =
        before != null && !given.has("name") ? before.name() : given.required("name", 100);
    if (store.tables().stream()
        .anyMatch(other -> !other.id().equals(id) && other.name().equalsIgnoreCase(name))) {
      given.fault("name", "is taken");
    }
    var keys = new ArrayList<PostgresRules.KeyColumn>();
    var columns = new ArrayList<String>();
    if (before != null) {
      keys.addAll(before.keys());
      columns.addAll(before.adds());
    } else {
      for (Body key : given.objects("keys")) {
        String column = key.required("column", 64);
        String source = key.required("source", 512);
        try {
          if (!source.isEmpty()) {
            Path.whole(source);
          }
        } catch (ConditionFault.Found found) {
          key.fault("source", "is no path, " + found.fault().words());
        }
        keys.add(new PostgresRules.KeyColumn(column, source));
      }
      JsonNode given1 = given.raw("columns");
      if (given1 != null && given1.isArray()) {
        given1.forEach(column -> columns.add(column.asString("")));
      }
      if (keys.isEmpty()) {
        given.fault("keys", "must name a column at least");
      }
      if (columns.isEmpty() || columns.stream().anyMatch(String::isBlank)) {
        given.fault("columns", "must name the columns that are added");
      }
      if (columns.stream().distinct().count() < columns.size()) {
        given.fault("columns", "names a column twice");
      }
      if (keys.size() + columns.size() > MOST_COLUMNS) {
        given.fault("columns", "are more than " + MOST_COLUMNS + " with the keys");
      }
    }
    boolean overwrites = given.flag("overwrites", before != null && before.overwrites());
    given.check();
    return new PostgresRules.StoredTable(
        id,
        name.strip(),
        keys,
        columns,
        overwrites,
        before == null ? store.tables().size() : before.position(),
        before == null ? now : before.createdAt(),
        now);
  }

  private PostgresRules.StoredTable find(String id) {
    return store.tables().stream()
        .filter(table -> table.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("Enrichment table " + id));
  }

  private View view(PostgresRules.StoredTable table) {
    return new View(
        table.id(),
        "enrichment_table",
        table.name(),
        links.self("enrichment_tables", table.id()),
        table.name(),
        table.keys(),
        table.adds(),
        table.overwrites(),
        store.countRows(table.id()),
        store.countGaps(table.id()),
        table.createdAt(),
        table.updatedAt());
  }
}
