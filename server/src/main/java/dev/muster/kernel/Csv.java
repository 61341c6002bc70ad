package dev.muster.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// Reads CSV as RFC 4180 has it: commas, double quotes that are doubled inside, lines of CRLF or LF. A byte order mark is passed over.
public final class Csv {
  private Csv() {}

  /// The cells of each line that is not blank.
  ///
  /// @throws IllegalArgumentException when a quote is not closed
  public static List<List<String>> lines(String text) {
    List<List<String>> lines = lines(text, ',');
    lines.removeIf(line -> line.size() == 1 && line.getFirst().isBlank());
    return lines;
  }

  /// The cells of every line, a blank one too, so that lines can be counted. What stands after the last line end is no line when
  /// it is empty.
  ///
  /// @param separator what stands between cells
  /// @throws IllegalArgumentException when a quote is not closed
  public static List<List<String>> lines(String text, char separator) {
    var lines = new ArrayList<List<String>>();
    var line = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = text.startsWith("\uFEFF") ? 1 : 0; i < text.length(); i++) {
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
      } else if (c == '"' && cell.toString().isBlank()) {
        cell.setLength(0);
        quoted = true;
      } else if (c == separator) {
        line.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\n') {
        line.add(cell.toString());
        cell.setLength(0);
        lines.add(line);
        line = new ArrayList<>();
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a double quote is not closed");
    }
    if (!cell.isEmpty() || !line.isEmpty()) {
      line.add(cell.toString());
      lines.add(line);
    }
    return lines;
  }

  /// What is wrong with the shape of a table whose first line names its columns, each fault with its row and field: a name that is missing
  /// or stands twice, and a row with fewer or more cells than there are names. A row of which nothing is filled in says nothing and is no
  /// fault. Rows are counted from 1, the first line among them.
  ///
  /// @param most so many faults are told
  public static List<String> faults(List<List<String>> lines, int most) {
    var faults = new ArrayList<String>();
    List<String> names = lines.getFirst().stream().map(String::strip).toList();
    var seen = new HashSet<String>();
    for (int i = 0; i < names.size() && faults.size() < most; i++) {
      String name = names.get(i);
      if (name.isEmpty()) {
        faults.add("row 1: column %d has no name".formatted(i + 1));
      } else if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        faults.add("row 1: two columns have the name '%s'".formatted(name));
      }
    }
    for (int i = 1; i < lines.size() && faults.size() < most; i++) {
      List<String> cells = lines.get(i);
      if (isBlank(cells)) {
        continue;
      }
      if (cells.size() < names.size()) {
        faults.add(
            "row %d: field '%s' is missing; it has %d of %d cells"
                .formatted(i + 1, names.get(cells.size()), cells.size(), names.size()));
      } else if (cells.size() > names.size()) {
        faults.add(
            "row %d: what comes after field '%s' has no column; it has %d cells for %d columns. A text that holds the separator must stand in double quotes"
                .formatted(i + 1, names.getLast(), cells.size(), names.size()));
      }
    }
    return faults;
  }

  /// Whether nothing is filled in.
  public static boolean isBlank(List<String> line) {
    return line.stream().allMatch(String::isBlank);
  }
}
