package dev.muster.catalog.topology;

import dev.muster.kernel.Csv;
import dev.muster.platform.web.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Comma-separated values after RFC 4180, with names of columns in the first line: entities (`id`, `name`, and as one likes `kind`,
/// `service`, `region`, `stage`, `aliases` separated by semicolons; every other column is an attribute), or dependencies (`from`,
/// `to`, and as one likes `kind` and `confidence`). Columns may be separated by semicolons when the first line has no comma. Rows of
/// another width than the first line refuse the whole text: nobody can tell which cell is missing, and each after it would be read as
/// another field.
final class CsvImport {
  private static final Set<String> OWN =
      Set.of("id", "kind", "name", "service", "region", "stage", "aliases", "muster_service");

  /// So many faults are told at once.
  private static final int MOST_FAULTS = 50;

  private CsvImport() {}

  static Imported read(String text) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    int end = plain.indexOf('\n');
    String first = end < 0 ? plain : plain.substring(0, end);
    char separator = first.indexOf(',') < 0 && first.indexOf(';') >= 0 ? ';' : ',';
    List<List<String>> lines = lines(plain, separator);
    if (lines.isEmpty()) {
      throw ApiException.invalid("The content has no line.");
    }
    List<String> faults = Csv.faults(lines, MOST_FAULTS);
    if (!faults.isEmpty()) {
      throw ApiException.invalid(faults);
    }
    List<String> columns =
        lines.getFirst().stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    var gathering = new Gathering();
    boolean links = columns.contains("from") && columns.contains("to");
    if (!links && !(columns.contains("id") && columns.contains("name"))) {
      throw ApiException.invalid(
          "The first line must name the columns 'id' and 'name', or 'from' and 'to'.");
    }
    for (int i = 1; i < lines.size(); i++) {
      String place = "row " + (i + 1);
      var row = new HashMap<String, String>();
      List<String> cells = lines.get(i);
      if (Csv.isBlank(cells)) {
        continue;
      }
      for (int c = 0; c < columns.size(); c++) {
        if (!cells.get(c).isBlank()) {
          row.put(columns.get(c), cells.get(c).strip());
        }
      }
      if (links) {
        link(gathering, place, row);
      } else {
        entity(gathering, place, row);
      }
    }
    return gathering.done();
  }

  private static void link(Gathering gathering, String place, Map<String, String> row) {
    double confidence = 1;
    String said = row.get("confidence");
    if (said != null) {
      try {
        confidence = Double.parseDouble(said);
      } catch (NumberFormatException notANumber) {
        gathering.skip(place, row.get("from"), "its confidence is no number: " + said);
        return;
      }
    }
    gathering.dependency(
        place,
        row.getOrDefault("from", ""),
        row.getOrDefault("to", ""),
        row.getOrDefault("kind", "uses"),
        confidence);
  }

  private static void entity(Gathering gathering, String place, Map<String, String> row) {
    String id = row.get("id");
    String name = row.get("name");
    if (id == null || name == null) {
      gathering.skip(place, id, "'id' and 'name' are needed");
      return;
    }
    String kind = row.getOrDefault("kind", "component");
    @Nullable String service = row.get("service");
    if (service == null && kind.equals("service")) {
      service = id;
    }
    var aliases = new TreeSet<String>();
    for (String alias : row.getOrDefault("aliases", "").split("[;|]", -1)) {
      if (!alias.isBlank()) {
        aliases.add(alias.strip());
      }
    }
    var attributes = new TreeMap<>(row);
    attributes.keySet().removeAll(OWN);
    gathering.entity(
        place,
        new Entity(
            id, kind, name, service, row.get("region"), row.get("stage"), aliases, attributes));
    String owner = row.get("muster_service");
    if (owner != null) {
      gathering.owner(id, owner);
    }
  }

  /// A quote that is never closed would swallow the rest of the content.
  private static List<List<String>> lines(String text, char separator) {
    try {
      return Csv.lines(text, separator);
    } catch (IllegalArgumentException open) {
      throw ApiException.invalid("The content cannot be read: " + open.getMessage() + ".");
    }
  }
}
