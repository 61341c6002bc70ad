package dev.muster.signal.rules;

import dev.muster.kernel.Csv;
import dev.muster.platform.web.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads CSV whose first line has the names of the columns.
///
/// @param names of the columns, in their order
/// @param rows of which anything is filled in
record CsvTable(List<String> names, List<Row> rows) {
  /// So many faults are told at once.
  static final int MOST_FAULTS = 50;

  CsvTable {
    names = List.copyOf(names);
    rows = List.copyOf(rows);
  }

  /// One row, column to cell.
  ///
  /// @param number counted from 1, the first line among them
  record Row(int number, Map<String, String> cells) {
    Row {
      cells = Map.copyOf(cells);
    }
  }

  /// @throws ApiException 400 that names row and field, when a quote is not closed, there is no first line, or a row has more or fewer
  ///   cells than the first
  static CsvTable read(String text) {
    List<List<String>> lines;
    try {
      lines = Csv.lines(text, ',');
    } catch (IllegalArgumentException unclosed) {
      throw ApiException.invalid("A double quote in the body is not closed.");
    }
    if (lines.isEmpty() || Csv.isBlank(lines.getFirst())) {
      throw ApiException.invalid("The body must have a first line with the names of the columns.");
    }
    List<String> faults = Csv.faults(lines, MOST_FAULTS);
    if (!faults.isEmpty()) {
      throw ApiException.invalid(faults);
    }
    List<String> names = lines.getFirst().stream().map(String::strip).toList();
    var rows = new ArrayList<Row>(lines.size() - 1);
    for (int i = 1; i < lines.size(); i++) {
      List<String> line = lines.get(i);
      if (!Csv.isBlank(line)) {
        var cells = new HashMap<String, String>();
        for (int c = 0; c < names.size(); c++) {
          cells.put(names.get(c), line.get(c));
        }
        rows.add(new Row(i + 1, cells));
      }
    }
    return new CsvTable(names, rows);
  }
}
