package dev.muster.signal.rules;

import dev.muster.kernel.Csv;
import dev.muster.platform.web.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads CSV whose first line has the names of the columns.
final class CsvTable {
  private CsvTable() {}

  /// One map for each line, column to cell; cells that a short line lacks are missing.
  ///
  /// @throws ApiException 400 when a quote is not closed or there is no first line
  static List<Map<String, String>> read(String text) {
    List<List<String>> lines;
    try {
      lines = Csv.lines(text);
    } catch (IllegalArgumentException unclosed) {
      throw ApiException.invalid("A double quote in the body is not closed.");
    }
    if (lines.isEmpty()) {
      throw ApiException.invalid("The body must have a first line with the names of the columns.");
    }
    List<String> names = lines.getFirst().stream().map(String::strip).toList();
    var rows = new ArrayList<Map<String, String>>(lines.size() - 1);
    for (List<String> line : lines.subList(1, lines.size())) {
      var row = new LinkedHashMap<String, String>();
      for (int i = 0; i < Math.min(names.size(), line.size()); i++) {
        row.put(names.get(i), line.get(i));
      }
      rows.add(row);
    }
    return rows;
  }
}
