package dev.muster.detect.series;

import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/// Judges the samples of one series one after the other, with constant work and memory, without labels and without knowing the
/// series beforehand. Not safe for use by several threads.
public final class SeriesDetector {
  /// The built-in threshold: a score of this and above is an anomaly, on every series.
  public static final double THRESHOLD = 0.5;

  private static final int FORMAT = 0;
  private static final int SNAPSHOT_BYTES = 44;
  private static final int WARM_UP = 30;
  private static final double FORGETTING = 0.01;

  private final ZoneId zone;
  private long latest = Long.MIN_VALUE;
  private long samples;
  private double mean;
  private double spread;
  private double memory;

  /// A detector that has learned nothing.
  ///
  /// @param zone in which days and weeks of the series are counted
  public SeriesDetector(ZoneId zone) {
    this.zone = zone;
  }

  /// Judges a sample and learns from it.
  ///
  /// A sample that is not newer than the one before, or not a finite number, changes nothing.
  public Verdict observe(long epochMillis, double value) {
    if (!Double.isFinite(value)) {
      return unjudged(epochMillis, 0, Verdict.State.NOT_A_NUMBER);
    }
    if (epochMillis <= latest) {
      return unjudged(epochMillis, value, Verdict.State.LATE);
    }
    latest = epochMillis;
    samples++;
    if (samples == 1) {
      mean = value;
    }
    double expected = mean;
    double off = value - expected;
    double scale = Math.max(spread, 1e-9 * Math.abs(expected) + Double.MIN_NORMAL);
    double surprise = samples <= WARM_UP ? 0 : Math.min(20, Math.abs(off) / scale);
    double score = 1 - Math.pow(2, -Math.max(0, surprise - memory) / 6);
    memory = Math.max(memory * 0.9, surprise);
    double weight = Math.max(FORGETTING, 1.0 / samples);
    mean += weight * off;
    spread +=
        weight
            * (Math.min(Math.abs(off), samples <= WARM_UP ? Double.MAX_VALUE : 6 * scale) - spread);
    double band = 3 * scale;
    return new Verdict(
        epochMillis,
        value,
        score,
        1 - Math.pow(2, -surprise / 6),
        expected,
        expected - band,
        expected + band,
        Season.NONE,
        Math.min(1, samples / 2_000.0),
        samples <= WARM_UP ? Verdict.State.LEARNING : Verdict.State.JUDGED,
        score < 0.25
            ? List.of()
            : List.of(
                new Verdict.Part(
                    "level",
                    surprise,
                    String.format(
                        Locale.ROOT,
                        "%.4g is %s the usual %.4g",
                        value,
                        off > 0 ? "above" : "below",
                        expected))));
  }

  private Verdict unjudged(long epochMillis, double value, Verdict.State state) {
    return new Verdict(
        epochMillis,
        value,
        0,
        0,
        mean,
        mean,
        mean,
        Season.NONE,
        Math.min(1, samples / 2_000.0),
        state,
        List.of());
  }

  /// The time of the newest sample that was learned, in epoch milliseconds; [Long#MIN_VALUE] before the first.
  public long latest() {
    return latest;
  }

  /// Everything learned, as bytes for [#restore]. A restored detector goes on exactly as this one would.
  public byte[] snapshot() {
    return ByteBuffer.allocate(SNAPSHOT_BYTES)
        .putInt(FORMAT)
        .putLong(latest)
        .putLong(samples)
        .putDouble(mean)
        .putDouble(spread)
        .putDouble(memory)
        .array();
  }

  /// A detector with what an earlier one had learned.
  ///
  /// @param zone in which days and weeks of the series are counted; another one than before forgets the seasons
  /// @throws IllegalArgumentException if the bytes are not those of a snapshot of this format
  public static SeriesDetector restore(byte[] snapshot, ZoneId zone) {
    if (snapshot.length != SNAPSHOT_BYTES) {
      throw new IllegalArgumentException(
          "not a snapshot of a detector: " + snapshot.length + " bytes");
    }
    var bytes = ByteBuffer.wrap(snapshot);
    if (bytes.getInt() != FORMAT) {
      throw new IllegalArgumentException("a snapshot of another format");
    }
    var detector = new SeriesDetector(zone);
    detector.latest = bytes.getLong();
    detector.samples = bytes.getLong();
    detector.mean = bytes.getDouble();
    detector.spread = bytes.getDouble();
    detector.memory = bytes.getDouble();
    return detector;
  }

  /// About how many bytes of heap this detector holds now, for budgets.
  public int estimatedBytes() {
    return 96;
  }
}
