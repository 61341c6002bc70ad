package dev.muster.detect.slo;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Matcher;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.detect.watch.StepListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All objectives with their ledgers. Hears the values of series from the lanes and turns them into good and bad events.
final class SloBook implements StepListener {
  /// Kept values that are read for a new objective; a second or two of work.
  private static final long MOST_VALUES = 2_000_000;

  private volatile List<Slo> slos = List.of();
  private volatile long version = 1;
  private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();

  List<Slo> slos() {
    return slos;
  }

  /// Takes the objectives as they are now.
  synchronized void set(List<Slo> now) {
    if (now.toString().equals(slos.toString())) {
      return;
    }
    slos = List.copyOf(now);
    version++;
  }

  Ledger ledger(Slo slo) {
    return ledgers.computeIfAbsent(slo.id(), _ -> new Ledger());
  }

  @Nullable Slo slo(String id) {
    return slos.stream().filter(slo -> slo.id().equals(id)).findAny().orElse(null);
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public List<Sink> wants(String source, SeriesName name) {
    var sinks = new ArrayList<Sink>();
    for (Slo slo : slos) {
      if (slo.enabled()) {
        sinks.addAll(sinks(slo, ledger(slo)::add, source, name));
      }
    }
    return sinks;
  }

  /// Where events are counted.
  private interface Counting {
    void add(long millis, double bad, double total);
  }

  /// Counts what was kept before an objective was made, so that its budget does not begin anew.
  ///
  /// @param until when it was made; steps before are counted here, others as they come
  /// @throws IllegalArgumentException when too many series are meant
  void countPast(Slo slo, MetricDesk metrics, Instant until) {
    Ledger ledger = ledger(slo);
    List<List<Matcher>> series =
        switch (slo.indicator()) {
          case Slo.Indicator.Ratio ratio -> List.of(ratio.total(), ratio.part());
          case Slo.Indicator.Slices slices -> List.of(slices.series());
        };
    metrics.replay(
        series, until, MOST_VALUES, (source, name) -> sinks(slo, ledger::addKept, source, name));
  }

  private static List<Sink> sinks(Slo slo, Counting ledger, String source, SeriesName name) {
    var sinks = new ArrayList<Sink>();
    switch (slo.indicator()) {
      case Slo.Indicator.Ratio ratio -> {
        if (Slo.matches(ratio.total(), source, name)) {
          // good events are taken off again below
          double bad = ratio.goodPart() ? 1 : 0;
          sinks.add((millis, seconds, value) ->
              ledger.add(millis, bad * value * seconds, value * seconds));
        }
        if (Slo.matches(ratio.part(), source, name)) {
          double bad = ratio.goodPart() ? -1 : 1;
          sinks.add((millis, seconds, value) -> ledger.add(millis, bad * value * seconds, 0));
        }
      }
      case Slo.Indicator.Slices slices -> {
        if (Slo.matches(slices.series(), source, name)) {
          sinks.add((millis, _, value) -> {
            boolean good = slices.below() ? value <= slices.limit() : value >= slices.limit();
            ledger.add(millis, good ? 0 : 1, 1);
          });
        }
      }
    }
    return sinks;
  }
}
