package dev.muster.detect.rule;

import dev.muster.detect.series.LimitForecast;
import dev.muster.detect.series.NamedDays;
import dev.muster.detect.series.SeriesDetector;
import dev.muster.detect.series.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Plays the past of series through a rule: what it would have said. Pure.
public final class Preview {
  /// Forecasts look again so often.
  public static final Duration FORECAST_EVERY = Duration.ofHours(1);

  /// An alert that there would have been.
  ///
  /// @param until null when it would still be open
  /// @param words the sentence that it would have said
  public record Would(Instant from, @Nullable Instant until, double value, String words) {}

  /// Gathers the alerts of one series.
  private static final class Play {
    final Subject subject;
    final Gate gate;
    final List<Would> would = new ArrayList<>();
    @Nullable Would open;

    Play(Subject subject, Rule rule) {
      this.subject = subject;
      this.gate = new Gate(rule);
    }

    void turn(Gate.Turn turn, Instant at, double value) {
      Would before = open;
      switch (turn) {
        case NOTHING -> {
          // nothing would have been said
        }
        case OPENED -> {
          Finding finding = gate.finding();
          open =
              new Would(at, null, value, finding == null ? "" : Wording.summary(subject, finding));
        }
        case CLOSED -> {
          if (before != null) {
            would.add(new Would(before.from(), at, before.value(), before.words()));
          }
          open = null;
        }
      }
    }

    List<Would> since(Instant since) {
      if (open != null) {
        would.add(open);
      }
      return would.stream().filter(alert -> !alert.from().isBefore(since)).toList();
    }
  }

  private Preview() {}

  /// Plays one series through a rule that looks at one series alone.
  ///
  /// @param days on which more is expected
  /// @param points everything that is kept of the series, so that the detector has learned by the time that counts
  /// @param since earlier alerts are left out
  public static List<Would> play(
      Rule rule,
      Subject subject,
      ZoneId zone,
      NamedDays days,
      List<Sample> points,
      Instant since,
      Instant until) {
    if (rule.criterion() instanceof Criterion.Reaching reaching) {
      return forecast(rule, reaching, subject, points, since, until);
    }
    var detector = rule.criterion() instanceof Criterion.Unusual ? new SeriesDetector(zone) : null;
    var play = new Play(subject, rule);
    for (Sample point : points) {
      silence(play, point.millis());
      Verdict verdict =
          detector == null
              ? null
              : Peaks.soften(days, detector.observe(point.millis(), point.value()));
      play.turn(
          play.gate.step(point.millis(), point.value(), verdict),
          Instant.ofEpochMilli(point.millis()),
          point.value());
    }
    silence(play, until.toEpochMilli());
    return play.since(since);
  }

  private static void silence(Play play, long millis) {
    Long due = play.gate.silenceDue();
    if (due != null && millis > due) {
      play.turn(play.gate.silent(due, 0, Long.MIN_VALUE), Instant.ofEpochMilli(due), 0);
    }
  }

  private static List<Would> forecast(
      Rule rule,
      Criterion.Reaching reaching,
      Subject subject,
      List<Sample> points,
      Instant since,
      Instant until) {
    var play = new Play(subject, rule);
    boolean up = rule.direction() != Rule.Direction.DOWN;
    int seen = 0;
    for (Instant at = since; !at.isAfter(until); at = at.plus(FORECAST_EVERY)) {
      while (seen < points.size() && points.get(seen).millis() < at.toEpochMilli()) {
        seen++;
      }
      LimitForecast.Outlook outlook =
          Outlooks.of(points.subList(0, seen), at, reaching.limit(), up);
      if (outlook != null) {
        double value = points.get(seen - 1).value();
        play.turn(play.gate.ahead(value, outlook), at, value);
      }
    }
    return play.since(since);
  }

  /// A series of the past.
  ///
  /// @param firstSeen when its first value came
  /// @param samples events of each step
  public record Past(Subject subject, Instant firstSeen, List<Sample> samples) {}

  /// Events of a series in one step.
  private record Event(String id, double count) {}

  /// Plays series together through a rule that looks for new values.
  ///
  /// @param known of all series of the rule
  /// @param past of those that are played, by a name of its own; the same steps have the same times
  public static Map<String, List<Would>> unseen(
      Rule rule,
      Criterion.Unseen criterion,
      Novelty.Known known,
      Map<String, Past> past,
      Instant since) {
    var steps = new TreeMap<Long, List<Event>>();
    var plays = new HashMap<String, Play>();
    var all = new ArrayList<Novelty.Counted>();
    past.forEach((id, series) -> {
      plays.put(id, new Play(series.subject(), rule));
      all.add(new Novelty.Counted(id, series.subject().name(), series.firstSeen(), 0));
      series
          .samples()
          .forEach(sample ->
              steps
                  .computeIfAbsent(sample.millis(), _ -> new ArrayList<>())
                  .add(new Event(id, Math.max(0, sample.value()))));
    });
    var newcomers = new Novelty.Newcomers(criterion, known, all);
    var counts = new HashMap<String, Double>();
    long window = Novelty.WINDOW.toMillis();
    Iterator<Map.Entry<Long, List<Event>>> expired = steps.entrySet().iterator();
    Map.Entry<Long, List<Event>> oldest = expired.hasNext() ? expired.next() : null;
    // a look at all series is dear, so that it is left out where no value is new, or none has
    // errors
    int watchful = 0;
    for (Map.Entry<Long, List<Event>> step : steps.entrySet()) {
      Instant at = Instant.ofEpochMilli(step.getKey());
      step.getValue().forEach(event -> counts.merge(event.id(), event.count(), Double::sum));
      while (oldest != null && oldest.getKey() <= step.getKey() - window) {
        oldest
            .getValue()
            .forEach(event ->
                counts.computeIfPresent(event.id(), (_, sum) -> Math.max(0, sum - event.count())));
        oldest = expired.hasNext() ? expired.next() : null;
      }
      if (newcomers.mayBeTold(at, counts)) {
        watchful = rule.of() + rule.recovery();
      }
      if (watchful > 0) {
        watchful--;
        var counted = new ArrayList<Novelty.Counted>(all.size());
        for (Novelty.Counted one : all) {
          if (!one.firstSeen().isAfter(at)) {
            counted.add(
                new Novelty.Counted(
                    one.id(), one.name(), one.firstSeen(), counts.getOrDefault(one.id(), 0.0)));
          }
        }
        Novelty.look(criterion, known, counted, at)
            .forEach((id, found) -> {
              Play play = plays.get(id);
              if (play != null) {
                play.turn(play.gate.unseen(found), at, found.share());
              }
            });
      }
    }
    var would = new HashMap<String, List<Would>>();
    plays.forEach((id, play) -> would.put(id, play.since(since)));
    return would;
  }

  /// Plays series together through a rule that compares peers.
  ///
  /// @param points of each of them, by a name of its own; the same steps have the same times
  public static Map<String, List<Would>> compare(
      Rule rule,
      Criterion.Apart criterion,
      Map<String, Subject> subjects,
      Map<String, List<Sample>> points,
      Instant since) {
    var steps = new TreeMap<Long, Map<String, Map<String, Double>>>();
    points.forEach((id, samples) -> {
      Subject subject = subjects.get(id);
      if (subject != null) {
        String group = Peers.group(criterion, subject.name());
        for (Sample sample : samples) {
          steps
              .computeIfAbsent(sample.millis(), _ -> new HashMap<>())
              .computeIfAbsent(group, _ -> new HashMap<>())
              .put(id, sample.value());
        }
      }
    });
    var plays = new HashMap<String, Play>();
    subjects.forEach((id, subject) -> plays.put(id, new Play(subject, rule)));
    steps.forEach((millis, groups) ->
        groups
            .values()
            .forEach(group ->
                Peers.compare(criterion, group)
                    .forEach((id, compared) -> {
                      Play play = plays.get(id);
                      if (play != null) {
                        play.turn(
                            play.gate.compared(compared),
                            Instant.ofEpochMilli(millis),
                            compared.value());
                      }
                    })));
    var would = new HashMap<String, List<Would>>();
    plays.forEach((id, play) -> would.put(id, play.since(since)));
    return would;
  }
}
