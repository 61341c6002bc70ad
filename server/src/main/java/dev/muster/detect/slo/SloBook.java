package dev.muster.detect.slo;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.watch.StepListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All objectives with their ledgers. Hears the values of series from the lanes and turns them into good and bad events.
final class SloBook implements StepListener {
  private volatile List<Slo> slos = List.of();
  private volatile Map<String, Past> pasts = Map.of();
  private volatile @Nullable Progress progress;
  private volatile long version = 1;
  private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();

  List<Slo> slos() {
    return slos;
  }

  Past past(String id) {
    return pasts.getOrDefault(id, Past.NONE);
  }

  /// How much of an objective's past is counted, in percent; null when it is not its turn.
  @Nullable Integer counted(String id) {
    Progress now = progress;
    return now != null && now.id().equals(id) ? now.percent() : null;
  }

  /// @param now null when nothing is being counted
  void progress(@Nullable Progress now) {
    progress = now;
  }

  /// How far the past of an objective is counted.
  record Progress(String id, int percent) {}

  /// Takes the objectives as they are now.
  synchronized void set(List<Slo> now, Map<String, Past> pastsNow) {
    pasts = Map.copyOf(pastsNow);
    if (now.toString().equals(slos.toString())) {
      return;
    }
    slos = List.copyOf(now);
    version++;
  }

  Ledger ledger(Slo slo) {
    return ledgers.computeIfAbsent(slo.id(), _ -> new Ledger());
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
  interface Counting {
    void add(long millis, double bad, double total);
  }

  /// Turns the values of a series into events of an objective; empty when it does not look at that series.
  static List<Sink> sinks(Slo slo, Counting ledger, String source, SeriesName name) {
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
