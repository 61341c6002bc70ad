package dev.muster.bench.detect;

import dev.muster.kernel.Csv;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A series as others write it: CSV with the columns timestamp and value, whatever stands beside them and however lines end.
///
/// @param rows one for each line that is not blank, below the head, in the order of the file
record SeriesFile(List<Row> rows) {
  /// Files of any encoding can be read by it, and written again as they were.
  static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  /// Whole numbers beyond these are milliseconds, microseconds and nanoseconds of the epoch; in seconds they are in the year 5138.
  private static final double LARGEST_SECONDS = 1e11;

  private static final double LARGEST_MILLIS = 1e14;
  private static final double LARGEST_MICROS = 1e17;

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  /// A line.
  ///
  /// @param time as it stands there
  /// @param millis of the epoch; null when the line has no time that can be read
  /// @param value as it stands there
  /// @param number NaN when the line has none that can be read
  record Row(String time, @Nullable Long millis, String value, double number) {}

  /// Reads a file; one without a line has no rows. A first line that is a time and a number already is the first row.
  ///
  /// @throws IOException also when the first line is neither that nor names the columns timestamp and value
  static SeriesFile read(Path file) throws IOException {
    var rows = new ArrayList<Row>();
    try (BufferedReader lines = Files.newBufferedReader(file, BYTES)) {
      String first = lines.readLine();
      while (first != null && first.isBlank()) {
        first = lines.readLine();
      }
      if (first == null) {
        return new SeriesFile(rows);
      }
      List<String> cells = cells(first.startsWith(BYTE_ORDER_MARK) ? first.substring(3) : first);
      List<String> head =
          cells.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
      int time = head.indexOf("timestamp");
      int value = head.indexOf("value");
      if (time < 0 || value < 0) {
        Row headless = row(cells, 0, 1);
        if (headless.millis() == null || Double.isNaN(headless.number())) {
          throw new IOException("its first line names no columns timestamp and value");
        }
        rows.add(headless);
        time = 0;
        value = 1;
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          rows.add(row(cells(line), time, value));
        }
      }
    }
    return new SeriesFile(rows);
  }

  private static Row row(List<String> cells, int time, int value) {
    String at = time < cells.size() ? cells.get(time) : "";
    String number = value < cells.size() ? cells.get(value) : "";
    return new Row(at, millis(at.strip()), number, number(number.strip()));
  }

  /// The cells of one line; a quote that is not closed is a letter like others.
  private static List<String> cells(String line) {
    if (line.indexOf('"') >= 0) {
      try {
        List<List<String>> lines = Csv.lines(line);
        // nothing but an empty cell in quotes counts as a blank line there
        return lines.isEmpty() ? List.of("") : lines.getFirst();
      } catch (IllegalArgumentException unclosed) {
        return List.of(line.split(",", -1));
      }
    }
    return List.of(line.split(",", -1));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }

  /// A timestamp in milliseconds of the epoch; without an offset it is taken as UTC. Null when it is none.
  static @Nullable Long millis(String text) {
    if (text.matches("[-+]?\\d+(\\.\\d*)?([eE][-+]?\\d+)?")) {
      double number = Double.parseDouble(text);
      double size = Math.abs(number);
      return Math.round(
          size < LARGEST_SECONDS
              ? number * 1e3
              : size < LARGEST_MILLIS
                  ? number
                  : size < LARGEST_MICROS ? number / 1e3 : number / 1e6);
    }
    String iso =
        text.replaceFirst("(?<=\\d) +(?=\\d)", "T")
            .replaceFirst(" *(UTC|GMT)$", "Z")
            .replace(" ", "");
    try {
      TemporalAccessor read =
          ISO.parseBest(iso, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return switch (read) {
        case OffsetDateTime exact -> exact.toInstant().toEpochMilli();
        case LocalDateTime local -> local.toInstant(ZoneOffset.UTC).toEpochMilli();
        case LocalDate day -> day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
        default -> null;
      };
    } catch (DateTimeException | ArithmeticException none) {
      return null;
    }
  }
}
