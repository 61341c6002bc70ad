package dev.muster.detect.metric;

import dev.muster.kernel.Words;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes one value a step of the readings of one series: the mean of a gauge, the rate of a counter, how many members a set has, the
/// quantiles and the rate of a histogram. Not safe for use by several threads.
public sealed interface Meter {
  /// What a value of the outcome means.
  enum Shown {
    /// The mean of a level, or a number of different values.
    LEVEL,
    /// Per second.
    RATE,
    /// A quantile of the measurements in the step.
    QUANTILE;

    public String wire() {
      return Words.of(this);
    }
  }

  /// Where the values go.
  interface Outlet {
    /// @param output 0..2, which of the outcomes of this meter
    void value(int output, SeriesName name, Shown shown, double value);
  }

  /// Takes a reading that belongs to the running step.
  void take(Reading reading);

  /// Ends the step.
  ///
  /// @param seconds its length
  void close(SeriesName name, double seconds, Outlet outlet);

  /// A meter for readings of that kind.
  static Meter of(Reading reading) {
    return switch (reading) {
      case Reading.Sample sample ->
          switch (sample.kind()) {
            case GAUGE -> new Level();
            case COUNTER -> new Count();
            case DELTA -> new Delta();
          };
      case Reading.Member _ -> new Different();
      case Reading.Bucket _, Reading.Distribution _ -> new Spread();
    };
  }

  /// The mean of a level.
  final class Level implements Meter {
    private double sum;
    private int count;

    @Override
    public void take(Reading reading) {
      if (reading instanceof Reading.Sample sample && Double.isFinite(sample.value())) {
        sum += sample.value();
        count++;
      }
    }

    @Override
    public void close(SeriesName name, double seconds, Outlet outlet) {
      if (count > 0) {
        outlet.value(0, name, Shown.LEVEL, sum / count);
      }
      sum = 0;
      count = 0;
    }
  }

  /// The rate of a count that only rises, and starts again at zero when its sender does.
  final class Count implements Meter {
    private double last = Double.NaN;
    private long lastMillis;
    private double increase;
    private long covered;

    @Override
    public void take(Reading reading) {
      if (!(reading instanceof Reading.Sample sample)) {
        return;
      }
      double value = sample.value();
      if (!Double.isFinite(value)) {
        last = Double.NaN; // the series ended; what comes next counts from its own start
        return;
      }
      if (!Double.isNaN(last) && sample.millis() > lastMillis) {
        increase += value >= last ? value - last : value;
        covered += sample.millis() - lastMillis;
      }
      if (Double.isNaN(last) || sample.millis() > lastMillis) {
        last = value;
        lastMillis = sample.millis();
      }
    }

    @Override
    public void close(SeriesName name, double seconds, Outlet outlet) {
      if (covered > 0) {
        outlet.value(0, name, Shown.RATE, 1_000 * increase / covered);
      }
      increase = 0;
      covered = 0;
    }
  }

  /// The rate of counts since the last reading.
  final class Delta implements Meter {
    private double sum;
    private boolean any;

    @Override
    public void take(Reading reading) {
      if (reading instanceof Reading.Sample sample && Double.isFinite(sample.value())) {
        sum += sample.value();
        any = true;
      }
    }

    @Override
    public void close(SeriesName name, double seconds, Outlet outlet) {
      if (any) {
        outlet.value(0, name, Shown.RATE, sum / seconds);
      }
      sum = 0;
      any = false;
    }
  }

  /// How many different members a step saw.
  final class Different implements Meter {
    private DifferentValues values = new DifferentValues();

    @Override
    public void take(Reading reading) {
      if (reading instanceof Reading.Member member) {
        values.add(member.hash());
      }
    }

    @Override
    public void close(SeriesName name, double seconds, Outlet outlet) {
      if (!values.isEmpty()) {
        outlet.value(0, name, Shown.LEVEL, values.count());
        values = new DifferentValues();
      }
    }
  }

  /// Median, 99th percentile and rate of the measurements in a histogram. Quantiles are drawn straight through the bucket that they
  /// fall into, as PromQL's `histogram_quantile` does.
  final class Spread implements Meter {
    /// Measurements below which a step has no quantiles worth showing: one slow request would be the 99th percentile of ten.
    private static final double FEWEST = 1;

    private static final class Cell {
      double last = Double.NaN;
      long lastMillis;
      double increase;
    }

    /// Buckets of classic histograms count all smaller ones, too.
    private final TreeMap<Double, Cell> classic = new TreeMap<>();

    private final TreeMap<Double, Cell> whole = new TreeMap<>();
    private long from = Long.MAX_VALUE;
    private long until = Long.MIN_VALUE;
    private long lastWhole = Long.MIN_VALUE;

    @Override
    public void take(Reading reading) {
      switch (reading) {
        case Reading.Bucket bucket ->
            count(classic, bucket.upper(), bucket.count(), bucket.millis());
        case Reading.Distribution distribution -> {
          if (distribution.cumulative()) {
            cumulative(distribution);
          } else {
            for (int i = 0; i < distribution.uppers().length; i++) {
              whole.computeIfAbsent(distribution.uppers()[i], _ -> new Cell()).increase +=
                  distribution.counts()[i];
            }
          }
        }
        case Reading.Sample _, Reading.Member _ -> {
          // a meter of a histogram gets none
        }
      }
    }

    private void cumulative(Reading.Distribution distribution) {
      boolean first = lastWhole == Long.MIN_VALUE;
      for (int i = 0; i < distribution.uppers().length; i++) {
        double upper = distribution.uppers()[i];
        if (!first && !whole.containsKey(upper)) {
          // sparse histograms send a bucket only once something fell into it
          Cell cell = new Cell();
          cell.last = 0;
          cell.lastMillis = lastWhole;
          whole.put(upper, cell);
        }
        count(whole, upper, distribution.counts()[i], distribution.millis());
      }
      lastWhole = distribution.millis();
    }

    private void count(SortedMap<Double, Cell> cells, double upper, double value, long millis) {
      Cell cell = cells.computeIfAbsent(upper, _ -> new Cell());
      if (!Double.isFinite(value)) {
        cell.last = Double.NaN;
        return;
      }
      if (!Double.isNaN(cell.last) && millis > cell.lastMillis) {
        cell.increase += value >= cell.last ? value - cell.last : value;
        from = Math.min(from, cell.lastMillis);
        until = Math.max(until, millis);
      }
      cell.last = value;
      cell.lastMillis = millis;
    }

    @Override
    public void close(SeriesName name, double seconds, Outlet outlet) {
      int size = Math.max(classic.size(), whole.size());
      double[] uppers = new double[size];
      double[] counts = new double[size];
      int at = 0;
      double below = 0;
      for (var entry : (classic.isEmpty() ? whole : classic).entrySet()) {
        uppers[at] = entry.getKey();
        double increase = entry.getValue().increase;
        counts[at] = classic.isEmpty() ? increase : Math.max(0, increase - below);
        below = Math.max(below, increase);
        entry.getValue().increase = 0;
        at++;
      }
      if (lastWhole == Long.MIN_VALUE) {
        // nothing counts on from these; single measurements would leave a bucket each for good
        whole.clear();
      }
      double all = 0;
      for (double count : counts) {
        all += count;
      }
      double covered = until > from ? (until - from) / 1_000.0 : seconds;
      boolean any = until > from || all > 0;
      from = Long.MAX_VALUE;
      until = Long.MIN_VALUE;
      if (!any) {
        return;
      }
      outlet.value(2, name.renamed(name.metric() + "_count"), Shown.RATE, all / covered);
      if (all < FEWEST) {
        return;
      }
      Double median = quantile(0.5, all, uppers, counts);
      Double high = quantile(0.99, all, uppers, counts);
      if (median != null && high != null) {
        outlet.value(0, name.with("quantile", "0.5"), Shown.QUANTILE, median);
        outlet.value(1, name.with("quantile", "0.99"), Shown.QUANTILE, high);
      }
    }

    /// Buckets that are held.
    int buckets() {
      return classic.size() + whole.size();
    }

    /// The value below which that share of the measurements lies; null when no bucket has a finite bound.
    static @Nullable Double quantile(double share, double all, double[] uppers, double[] counts) {
      double rank = share * all;
      double seen = 0;
      for (int i = 0; i < uppers.length; i++) {
        if (counts[i] > 0 && seen + counts[i] >= rank) {
          if (Double.isInfinite(uppers[i])) {
            return i > 0 && Double.isFinite(uppers[i - 1]) ? uppers[i - 1] : null;
          }
          double lower = i > 0 ? uppers[i - 1] : Math.min(0, uppers[i]);
          return lower + (uppers[i] - lower) * ((rank - seen) / counts[i]);
        }
        seen += counts[i];
      }
      return null;
    }
  }
}
