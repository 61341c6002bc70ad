package dev.muster.kernel;

import java.util.ArrayList;
import java.util.List;

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
}
