package dev.muster.signal.rules;

import dev.muster.platform.web.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads CSV as RFC 4180 has it: commas, double quotes that are doubled inside, lines of CRLF or LF, the first line with the names of
/// the columns. A byte order mark and blank lines are passed over.
final class Csv {
  private Csv() {}

  /// One map for each line, column to cell; cells that a short line lacks are missing.
  ///
  /// @throws ApiException 400 when a quote is not closed or there is no first line
  static List<Map<String, String>> read(String text) {
    List<List<String>> lines = lines(text.startsWith("\uFEFF") ? text.substring(1) : text);
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

  private static List<List<String>> lines(String text) {
    var lines = new ArrayList<List<String>>();
    var line = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && cell.isEmpty()) {
        quoted = true;
      } else if (c == ',') {
        line.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\n') {
        end(lines, line, cell);
        line = new ArrayList<>();
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    if (quoted) {
      throw ApiException.invalid("A double quote in the body is not closed.");
    }
    end(lines, line, cell);
    return lines;
  }

  private static void end(List<List<String>> lines, List<String> line, StringBuilder cell) {
    line.add(cell.toString());
    cell.setLength(0);
    if (line.size() > 1 || !line.getFirst().isBlank()) {
      lines.add(line);
    }
  }
}
