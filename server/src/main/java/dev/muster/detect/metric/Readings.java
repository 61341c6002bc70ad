package dev.muster.detect.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What came out of a body.
///
/// @param readings in the order in which they were sent
/// @param logs lines of logs
/// @param faults one sentence for each kind of fault, with how often it was met
/// @param faulty readings that could not be taken
/// @param tooLong those of them whose series has too many labels or characters
public record Readings(
    List<Reading> readings, List<LogLine> logs, List<String> faults, int faulty, int tooLong) {
  /// Faults told for one body; beyond that nobody reads them.
  private static final int TOLD = 20;

  /// A body that could not be read at all.
  public static Readings refused(String why) {
    return new Readings(List.of(), List.of(), List.of(why), 0, 0);
  }

  /// True when nothing of the body can be taken.
  public boolean nothing() {
    return readings.isEmpty() && logs.isEmpty() && !faults.isEmpty();
  }

  /// Gathers readings and faults.
  static final class Gathering {
    private final List<Reading> readings = new ArrayList<>();
    private final List<LogLine> logs = new ArrayList<>();
    private final Map<String, Integer> faults = new LinkedHashMap<>();
    private int faulty;
    private int tooLong;

    /// Takes a reading, unless its series is too long.
    void add(Reading reading) {
      if (reading.name().isTooLong()) {
        tooLong++;
        fault(SeriesName.TOO_LONG);
      } else {
        readings.add(reading);
      }
    }

    /// Takes a line, unless the series that it would be counted in is too long.
    void add(LogLine line) {
      if (SeriesName.areTooLong(line.resource())) {
        tooLong++;
        fault(SeriesName.TOO_LONG);
      } else {
        logs.add(line);
      }
    }

    void fault(String why) {
      faulty++;
      if (faults.size() < TOLD || faults.containsKey(why)) {
        faults.merge(why, 1, Integer::sum);
      }
    }

    Readings done() {
      var told = new ArrayList<String>();
      faults.forEach((why, times) -> told.add(times == 1 ? why : why + " (" + times + " times)"));
      return new Readings(
          List.copyOf(readings), List.copyOf(logs), List.copyOf(told), faulty, tooLong);
    }
  }
}
