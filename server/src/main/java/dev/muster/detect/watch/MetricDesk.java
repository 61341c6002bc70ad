package dev.muster.detect.watch;

import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Matcher;
import dev.muster.platform.lane.Lanes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Takes readings, whatever format they came in.
public final class MetricDesk {
  private final Lanes<Portion, Taken> lanes;
  private final SeriesKeeper keeper;
  private final Past past;

  /// Answers questions about what was kept.
  interface Past {
    double events(List<Matcher> matchers, Instant since, Instant until);

    SortedMap<Long, Double> values(List<Matcher> matchers, Instant since, Instant until);

    void replay(List<List<Matcher>> any, Instant until, long most, Wants wants);
  }

  /// Who wants to hear of the steps of a series.
  public interface Wants {
    List<StepListener.Sink> of(String source, SeriesName name);

    /// Says of how many series the steps are told, before the first of them.
    default void means(int series) {}
  }

  MetricDesk(Lanes<Portion, Taken> lanes, SeriesKeeper keeper, Past past) {
    this.lanes = lanes;
    this.keeper = keeper;
    this.past = past;
  }

  /// Events in a time, added up over the rates of all series that match.
  ///
  /// @throws IllegalArgumentException when more than 1,000 match, in words that follow the name of a field
  public double events(List<Matcher> matchers, Instant since, Instant until) {
    return past.events(matchers, since, until);
  }

  /// The mean over all series that match, of each step of a time in which any has a value, by its epoch milliseconds.
  ///
  /// @throws IllegalArgumentException as above
  public SortedMap<Long, Double> values(List<Matcher> matchers, Instant since, Instant until) {
    return past.values(matchers, since, until);
  }

  /// Tells of the steps that are kept, of each series that any of these mean, in their order: of those that had ended on all series by
  /// that moment, so not of the last quarter of an hour before, in which readings may still come.
  ///
  /// @param any several lists of matchers; one of them has to hold
  /// @param most values that are read; where there are more, the time is shorter
  /// @return false, and nothing is told, while some of these steps have not been closed or written down yet; ask again in a moment
  /// @throws IllegalArgumentException as above
  public boolean replay(List<List<Matcher>> any, Instant until, long most, Wants wants) {
    if (!keeper.hasEnded(until)) {
      return false;
    }
    past.replay(any, until, most, wants);
    return true;
  }

  /// Hands readings of a source to the lanes of their series.
  ///
  /// @return completes when all of them are in their steps; empty when too many wait already
  public Optional<CompletableFuture<Taken>> take(String source, List<Reading> readings) {
    if (readings.isEmpty()) {
      return Optional.of(CompletableFuture.completedFuture(Taken.NOTHING));
    }
    int count = keeper.count();
    @Nullable List<Reading>[] byLane = lists(count);
    for (Reading reading : readings) {
      int lane = SeriesKeeper.place(source, reading) % count;
      List<Reading> chosen = byLane[lane];
      if (chosen == null) {
        chosen = new ArrayList<>();
        byLane[lane] = chosen;
      }
      chosen.add(reading);
    }
    var shares = new ArrayList<Lanes.Share<Portion>>(count);
    for (int lane = 0; lane < count; lane++) {
      List<Reading> chosen = byLane[lane];
      if (chosen != null) {
        shares.add(new Lanes.Share<>(lane, new Portion(source, chosen)));
      }
    }
    return lanes
        .submit(shares)
        .map(answers -> answers.thenApply(all -> all.stream().reduce(Taken.NOTHING, Taken::plus)));
  }

  /// How a source stands with its series.
  public SourceLoad load(String source) {
    return keeper.load(source);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays and generics
  private static @Nullable List<Reading>[] lists(int count) {
    return new List[count];
  }
}
