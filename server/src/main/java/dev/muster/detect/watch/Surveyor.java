package dev.muster.detect.watch;

import dev.muster.detect.metric.Meter;
import dev.muster.detect.rule.Criterion;
import dev.muster.detect.rule.Finding;
import dev.muster.detect.rule.Novelty;
import dev.muster.detect.rule.Outlooks;
import dev.muster.detect.rule.Peers;
import dev.muster.detect.rule.Preview;
import dev.muster.detect.rule.Rule;
import dev.muster.detect.rule.RuleBook;
import dev.muster.detect.rule.Sample;
import dev.muster.detect.series.LimitForecast;
import dev.muster.platform.engine.Pump;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds out what a lane cannot see: compares peers and counts the errors of new values once a step, and looks ahead from stored days
/// once an hour.
final class Surveyor implements Pump {
  /// Series that one rule compares or counts; that costs some microseconds each.
  private static final int MOST_PEERS = 10_000;

  /// Series that one rule looks ahead for.
  private static final int MOST_FORECASTS = 2_000;

  /// Looks ahead in one poll; each reads up to 60 days of one series, some milliseconds.
  private static final int FORECASTS_AT_ONCE = 10;

  /// Lanes close the steps of all series within so many milliseconds after the grace.
  private static final long MARGIN = 2_000;

  /// Values that are known from a past that is not in memory any more; asked again when there are more.
  private static final int REMEMBERED = 10_000;

  /// The past that is stored.
  interface Past {
    /// Whether a series that the rule watches was seen with that label before then.
    boolean isKnown(Rule rule, String label, String value, Instant before);
  }

  private final Surveys surveys;
  private final Past past;
  private final Set<String> known = new HashSet<>();
  private final RuleBook rules;
  private final Graph graph;
  private final Counter beyond;
  private final long step;
  private final long settled;
  private long compared = Long.MIN_VALUE;

  Surveyor(
      Surveys surveys,
      RuleBook rules,
      Graph graph,
      Past past,
      WatchSettings settings,
      MeterRegistry meters) {
    this.surveys = surveys;
    this.past = past;
    this.rules = rules;
    this.graph = graph;
    this.step = settings.step().toMillis();
    this.settled = Inlets.grace(step) + Math.min(step / 4, MARGIN);
    this.beyond =
        Counter.builder("muster.series.unsurveyed")
            .description("Series beyond what a rule may compare or look ahead for")
            .register(meters);
  }

  @Override
  public String name() {
    return "detect.surveys";
  }

  @Override
  public int poll(Instant now) {
    int done = 0;
    long newest = Math.floorDiv(now.toEpochMilli() - settled, step) - 1;
    for (Rule rule : rules.edition().rules()) {
      switch (rule.criterion()) {
        case Criterion.Apart apart -> {
          if (newest != compared) {
            done += compare(rule, apart, newest * step);
          }
        }
        case Criterion.Unseen unseen -> {
          if (newest != compared) {
            done += lookForNew(rule, unseen, newest, now);
          }
        }
        case Criterion.Reaching reaching -> done += lookAhead(rule, reaching, now);
        case Criterion.Unusual _, Criterion.Beyond _, Criterion.Silent _, Criterion.Moving _ -> {
          // their lanes see everything
        }
      }
    }
    compared = newest;
    return done;
  }

  private int compare(Rule rule, Criterion.Apart apart, long millis) {
    var groups = new HashMap<String, Map<String, Double>>();
    var members = new HashMap<String, Survey>();
    for (Survey survey : surveys.of(rule.id())) {
      if (members.size() >= MOST_PEERS) {
        beyond.increment();
        break;
      }
      Chunk chunk = survey.series.chunk;
      double value = chunk == null ? Double.NaN : chunk.at(millis);
      if (Double.isFinite(value)) {
        members.put(survey.series.id, survey);
        groups.computeIfAbsent(survey.group, _ -> new HashMap<>()).put(survey.series.id, value);
      }
    }
    for (Map<String, Double> group : groups.values()) {
      Peers.compare(apart, group)
          .forEach((id, found) -> {
            Survey survey = members.get(id);
            if (survey != null) {
              survey.leave(found);
            }
          });
    }
    return members.size();
  }

  private int lookForNew(Rule rule, Criterion.Unseen criterion, long newest, Instant now) {
    int steps = steps(step);
    long from = Math.max(compared + 1, newest - steps + 1);
    var members = new HashMap<String, Survey>();
    var counted = new ArrayList<Novelty.Counted>();
    for (Survey survey : surveys.of(rule.id())) {
      if (members.size() >= MOST_PEERS) {
        beyond.increment();
        break;
      }
      LiveSeries series = survey.series;
      Chunk chunk = series.chunk;
      double unit = series.shown == Meter.Shown.RATE ? step / 1_000.0 : 1;
      double events = 0;
      for (long at = from; at <= newest; at++) {
        double value = chunk == null ? Double.NaN : chunk.at(at * step);
        events = survey.count(at, steps, Double.isFinite(value) ? Math.max(0, unit * value) : 0);
      }
      members.put(series.id, survey);
      counted.add(
          new Novelty.Counted(
              series.id, series.name, Instant.ofEpochMilli(series.firstSeen), events));
    }
    Novelty.look(criterion, counted, now)
        .forEach((id, found) -> {
          Survey survey = members.get(id);
          if (survey != null) {
            survey.leave(
                found.raised() && isKnown(rule, found, now.minus(criterion.newFor()))
                    ? found.settled()
                    : found);
          }
        });
    return members.size();
  }

  /// Steps that {@link Novelty#WINDOW} holds.
  ///
  /// @param step in milliseconds
  private static int steps(long step) {
    return Math.clamp(Novelty.WINDOW.toMillis() / step, 1, Chunk.STEPS);
  }

  /// A value whose series were silent for so long that they left the memory is not new for that.
  private boolean isKnown(Rule rule, Finding.Unseen found, Instant before) {
    String name = rule.id() + "\n" + found.label() + "\n" + found.value();
    if (known.contains(name)) {
      return true;
    }
    if (!past.isKnown(rule, found.label(), found.value(), before)) {
      return false;
    }
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    return known.add(name);
  }

  private int lookAhead(Rule rule, Criterion.Reaching reaching, Instant now) {
    long due = now.minus(Preview.FORECAST_EVERY).toEpochMilli();
    int done = 0;
    int seen = 0;
    for (Survey survey : surveys.of(rule.id())) {
      if (done >= FORECASTS_AT_ONCE) {
        break;
      }
      if (++seen > MOST_FORECASTS) {
        beyond.increment();
        break;
      }
      if (survey.lookedAt > due) {
        continue;
      }
      survey.lookedAt = now.toEpochMilli();
      List<Sample> hours = graph.hours(survey.series.id, now);
      LimitForecast.Outlook outlook =
          Outlooks.of(hours, now, reaching.limit(), rule.direction() != Rule.Direction.DOWN);
      if (outlook != null) {
        survey.leave(new Finding.Ahead(hours.getLast().value(), reaching.limit(), outlook));
      }
      done++;
    }
    return done;
  }
}
