package dev.muster.detect.watch;

import dev.muster.detect.anomaly.AnomalyTeller;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one lane of series holds in memory. Only its own thread touches it.
final class SeriesLane {
  /// A value of a step that waits for being judged.
  record Value(LiveSeries series, long millis, double value) {}

  final Map<String, Inlets.Inlet> inlets = new HashMap<>();
  final ArrayDeque<Inlets.Inlet> open = new ArrayDeque<>();
  final Map<String, LiveSeries> series = new LinkedHashMap<>();
  final List<Value> values = new ArrayList<>();

  /// Chunks that are full and not written yet.
  final List<SeriesStore.Saved> unsaved = new ArrayList<>();

  final Map<String, LiveSeries> toSave = new LinkedHashMap<>();

  /// Series that no rule watches any more, by their ids: what was learned of them is to be thrown away.
  final Set<String> toForget = new LinkedHashSet<>();

  /// Series whose detector has yet to learn their past, in the order in which they came.
  final Set<LiveSeries> toTeach = new LinkedHashSet<>();

  /// Those that have learned some days and will learn all that is kept.
  final Set<LiveSeries> toDeepen = new LinkedHashSet<>();

  /// Lessons that have followed each other.
  int lessons;

  /// By the clock, when the lane last had something to do.
  Instant now = Instant.EPOCH;

  /// By the clock, since when values could come: what was silent while Muster was away may have sent all the time.
  @Nullable Instant listening;

  /// By the clock, when all steps that were over were last closed, judged and to be read by others. Others read it.
  volatile Instant settled = Instant.MIN;

  final AnomalyTeller teller;
  @Nullable Instant nextSilence;
  @Nullable Instant nextSweep;

  /// Storage was away; it is left alone until then.
  @Nullable Instant nextSave;

  /// The same of the past that is to be learned.
  @Nullable Instant nextLesson;

  SeriesLane(AnomalyTeller teller) {
    this.teller = teller;
  }
}
