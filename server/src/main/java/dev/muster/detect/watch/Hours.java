package dev.muster.detect.watch;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// The coarse memory of a series: what each hour of a day, in UTC, was like.
final class Hours {
  private static final int HOURS = 24;
  private static final long HOUR = 3_600_000;

  /// An hour that has values.
  ///
  /// @param millis its beginning
  record Hour(long millis, float mean, float least, float greatest) {}

  private final double[] sum = new double[HOURS];
  private final int[] count = new int[HOURS];
  private final float[] least = new float[HOURS];
  private final float[] greatest = new float[HOURS];
  private final long start;

  Hours(LocalDate day) {
    this.start = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  /// Adds a value; those of other days are passed over.
  void add(long millis, float value) {
    long hour = Math.floorDiv(millis - start, HOUR);
    if (hour < 0 || hour >= HOURS) {
      return;
    }
    int at = (int) hour;
    least[at] = count[at] == 0 ? value : Math.min(least[at], value);
    greatest[at] = count[at] == 0 ? value : Math.max(greatest[at], value);
    sum[at] += value;
    count[at]++;
  }

  boolean isEmpty() {
    for (int hour : count) {
      if (hour > 0) {
        return false;
      }
    }
    return true;
  }

  byte[] pack() {
    var bytes = ByteBuffer.allocate(HOURS * 3 * Float.BYTES);
    for (int i = 0; i < HOURS; i++) {
      bytes.putFloat(count[i] == 0 ? Float.NaN : (float) (sum[i] / count[i]));
      bytes.putFloat(least[i]);
      bytes.putFloat(greatest[i]);
    }
    return bytes.array();
  }

  static List<Hour> unpack(LocalDate day, byte[] packed) {
    long start = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    var bytes = ByteBuffer.wrap(packed);
    var hours = new ArrayList<Hour>(HOURS);
    for (int i = 0; i < HOURS && bytes.remaining() >= 3 * Float.BYTES; i++) {
      var hour = new Hour(start + i * HOUR, bytes.getFloat(), bytes.getFloat(), bytes.getFloat());
      if (!Float.isNaN(hour.mean())) {
        hours.add(hour);
      }
    }
    return hours;
  }
}
