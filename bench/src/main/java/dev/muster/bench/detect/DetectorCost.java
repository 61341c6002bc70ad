package dev.muster.bench.detect;

import com.amazon.randomcutforest.RandomCutForest;
import dev.muster.detect.series.SeriesDetector;
import java.lang.management.ManagementFactory;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/// Processor time a sample and heap a series, of the product's detector, of a random cut forest (50 trees of 256 samples) and of a
/// plain moving average with a moving deviation. The samples of all series take turns, as they do in a running system, so that the
/// state of a series is seldom in the processor's cache.
public final class DetectorCost {
  private static final long MONDAY = 1_767_571_200_000L;
  private static final long FIVE_MINUTES = 300_000;

  /// Samples before the clock starts: the detector then holds everything that it will ever hold.
  private static final int WARM_UP = 60;

  private static final int VALUES = 4_096;

  /// More series than this do not make a forest clearer, and they fill the heap.
  private static final int MOST_FORESTS = 200;

  /// One series' detector.
  private interface Judge {
    double judge(long epochMillis, double value);
  }

  /// A mean and a deviation that move, and how many deviations a value is off.
  private static final class MovingAverage implements Judge {
    private double mean;
    private double variance;

    @Override
    public double judge(long epochMillis, double value) {
      double off = value - mean;
      double score = Math.abs(off) / Math.sqrt(variance + 1e-12);
      mean += 0.02 * off;
      variance += 0.02 * (off * off - variance);
      return score;
    }
  }

  private DetectorCost() {}

  /// Prints a table, one row a size.
  public static void print(int[] sizes) {
    double[] values = values();
    List<Judge> warm = made(50, i -> product());
    feed(warm, values, 0, 5_000);
    System.out.println("| detector | series | CPU, us a sample | heap, bytes a series |");
    System.out.println("|---|---|---|---|");
    row("moving average", 10_000, i -> new MovingAverage(), values, 200);
    row("random cut forest 4.4.0", MOST_FORESTS, i -> forest(i), values, 300);
    row("Muster, one series alone", 1, i -> product(), values, 100_000);
    for (int size : sizes) {
      long needed = size * 16L * 1024; // the budget of a series
      long free = Runtime.getRuntime().maxMemory() - used();
      if (needed > free) {
        System.out.printf(
            Locale.ROOT,
            "| Muster | %,d | needs a heap of %,d MiB | |%n",
            size,
            (needed >> 20) + 128);
        continue;
      }
      row("Muster", size, i -> product(), values, Math.max(8, 2_000_000 / size));
    }
  }

  private static Judge product() {
    var detector = new SeriesDetector(ZoneOffset.UTC);
    return (at, value) -> detector.observe(at, value).score();
  }

  private static Judge forest(int seed) {
    RandomCutForest forest =
        RandomCutForest.builder()
            .dimensions(1)
            .numberOfTrees(50)
            .sampleSize(256)
            .parallelExecutionEnabled(false)
            .randomSeed(seed)
            .build();
    var point = new float[1];
    return (at, value) -> {
      point[0] = (float) value;
      double score = forest.getAnomalyScore(point);
      forest.update(point);
      return score;
    };
  }

  private static double[] values() {
    var series = new MadeUpSeries(0);
    var values = new double[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = series.at(i * FIVE_MINUTES / 1_000);
    }
    return values;
  }

  private static List<Judge> made(int count, IntFunction<Judge> maker) {
    var judges = new ArrayList<Judge>(count);
    for (int i = 0; i < count; i++) {
      judges.add(maker.apply(i));
    }
    return judges;
  }

  private static double feed(List<Judge> judges, double[] values, int from, int rounds) {
    double sum = 0;
    for (int round = from; round < from + rounds; round++) {
      long at = MONDAY + round * FIVE_MINUTES;
      for (int i = 0; i < judges.size(); i++) {
        sum += judges.get(i).judge(at, values[(round + 31 * i) & (VALUES - 1)]);
      }
    }
    return sum;
  }

  private static void row(
      String name, int count, IntFunction<Judge> maker, double[] values, int rounds) {
    long before = used();
    List<Judge> judges = made(count, maker);
    double sum = feed(judges, values, 0, WARM_UP);
    long heap = used() - before;
    long start = cpuNanos();
    sum += feed(judges, values, WARM_UP, rounds);
    double micros = (cpuNanos() - start) / 1e3 / ((double) count * rounds);
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %.3f | %,d |%s%n",
        name,
        count,
        micros,
        heap / count,
        Double.isNaN(sum) ? " not a number" : "");
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /// Heap in use after everything dead is gone.
  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
