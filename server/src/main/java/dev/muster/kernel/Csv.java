package dev.muster.kernel;

import java.util.ArrayList;
import java.util.List;

/// Reads CSV as RFC 4180 has it: commas, double quotes that are doubled inside, lines of CRLF or LF. A byte order mark and blank lines
/// are passed over.
public final class Csv {
  private Csv() {}

  /// The cells of each line.
  ///
  /// @throws IllegalArgumentException when a quote is not closed
  public static List<List<String>> lines(String text) {
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
      throw new IllegalArgumentException("a double quote is not closed");
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
