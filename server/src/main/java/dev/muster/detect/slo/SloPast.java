package dev.muster.detect.slo;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Matcher;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.detect.watch.StepListener;
import dev.muster.platform.engine.Pump;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what was kept before objectives were made, one after another and beside the pump that judges budgets: many values are read for
/// each. What is to be counted stands with the objective, so a restart begins that one again, and what was read is taken as a whole or
/// not at all.
final class SloPast implements Pump {
  /// Kept values that are read for an objective; a second or two of work.
  private static final long MOST_VALUES = 2_000_000;

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(SloPast.class);

  /// As [MetricDesk#replay].
  interface Replay {
    boolean replay(List<List<Matcher>> any, Instant until, long most, MetricDesk.Wants wants);
  }

  private final SloBook book;
  private final SloPump pump;
  private final Replay kept;
  private final Map<String, Instant> notBefore = new HashMap<>();

  SloPast(SloBook book, SloPump pump, Replay kept) {
    this.book = book;
    this.pump = pump;
    this.kept = kept;
  }

  @Override
  public String name() {
    return "detect.slo-past";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // nobody waits for it
  }

  @Override
  public int poll(Instant now) {
    for (Slo slo : book.slos()) {
      Past past = book.past(slo.id());
      if (past.state() == Past.State.COUNTING
          && past.countsFrom() != null
          && !now.isBefore(notBefore.getOrDefault(slo.id(), Instant.MIN))) {
        return count(slo, past.countsFrom(), now);
      }
    }
    return 0;
  }

  private int count(Slo slo, Instant until, Instant now) {
    try {
      var counted = new Ledger();
      Past.State how = read(slo, counted, until);
      if (how == Past.State.COUNTING) {
        notBefore.put(slo.id(), now.plusSeconds(1));
        return 0;
      }
      counted.forget(now, slo.window());
      if (!pump.takePast(slo, counted, how)) {
        // deleted or changed meanwhile; the book hears of that with the next look at what is stored
        notBefore.put(slo.id(), now.plusSeconds(1));
        return 0;
      }
      notBefore.remove(slo.id());
      return 1;
    } catch (RuntimeException failed) {
      LOG.warn("the past of objective {} is counted again in a minute", slo.name(), failed);
      notBefore.put(slo.id(), now.plus(AFTER_FAILURE));
      return 0;
    }
  }

  /// Counts what is kept; still counting when not all of it can be read yet.
  private Past.State read(Slo slo, Ledger counted, Instant until) {
    try {
      boolean told =
          kept.replay(slo.indicator().reads(), until, MOST_VALUES, new Told(slo, counted));
      return told ? Past.State.COUNTED : Past.State.COUNTING;
    } catch (IllegalArgumentException tooMany) {
      LOG.info("{} is counted from now on: its selector {}", slo.name(), tooMany.getMessage());
      return Past.State.TOO_MANY;
    } finally {
      book.progress(null);
    }
  }

  /// Counts what is told, series by series, and says how far it is.
  private final class Told implements MetricDesk.Wants {
    private final Slo slo;
    private final Ledger counted;
    private int all;
    private int begun;

    Told(Slo slo, Ledger counted) {
      this.slo = slo;
      this.counted = counted;
    }

    @Override
    public void means(int series) {
      all = series;
    }

    @Override
    public List<StepListener.Sink> of(String source, SeriesName name) {
      book.progress(new SloBook.Progress(slo.id(), all == 0 ? 0 : 100 * begun++ / all));
      return SloBook.sinks(slo, counted::add, source, name);
    }
  }
}
