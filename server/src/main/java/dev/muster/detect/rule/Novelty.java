package dev.muster.detect.rule;

import dev.muster.detect.metric.SeriesName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds values of labels, such as a browser's version, that were never seen before and fail more often than all others. Pure.
///
/// A share counts as raised when it is so many times that of the others, and when chance would give as many errors less than once in
/// ten thousand times (Chernoff's bound of the binomial tail, with the others' share at the upper end of its interval).
public final class Novelty {
  /// What is counted: so much of the latest past.
  public static final Duration WINDOW = Duration.ofMinutes(15);

  /// Fewer errors than this are never told.
  static final double LEAST_ERRORS = 5;

  /// Fewer events of the others say nothing about their share.
  static final double LEAST_OTHERS = 50;

  /// Natural logarithm of the chance that is taken for none.
  private static final double CHANCE = Math.log(1e-4);

  /// A series of the rule.
  ///
  /// @param firstSeen when its first value came
  /// @param count of events within {@link #WINDOW}
  public record Counted(String id, SeriesName name, Instant firstSeen, double count) {}

  /// A value of a label.
  public record Value(String label, String value) {}

  /// What all series of a rule tell, also where only some of them are looked at.
  ///
  /// @param labels to look at
  /// @param first when each value was seen first
  /// @param counting the metrics that count what is no error, too
  /// @param left values of which not all series are looked at, so that nothing can be said about them
  public record Known(
      Set<String> labels, Map<Value, Instant> first, Set<String> counting, Set<Value> left) {
    /// @param series all of the rule
    public static Known of(Criterion.Unseen criterion, List<Counted> series) {
      Set<String> labels = lookedAt(criterion, series);
      return of(labels, Read.all(criterion, labels, series));
    }

    private static Known of(Set<String> labels, List<Read> series) {
      var first = new HashMap<Value, Instant>();
      var counting = new HashSet<String>();
      for (Read one : series) {
        for (Value value : one.values()) {
          first.merge(
              value,
              one.series().firstSeen(),
              (known, other) -> other.isBefore(known) ? other : known);
        }
        if (!one.error()) {
          counting.add(one.series().name().metric());
        }
      }
      return new Known(labels, first, counting, Set.of());
    }

    /// The same where nothing can be said about these values.
    public Known without(Set<Value> values) {
      return new Known(labels, first, counting, values);
    }

    Instant firstOf(Value value) {
      return Objects.requireNonNullElse(first.get(value), Instant.MAX);
    }
  }

  /// What the name of a series says, found out once for a look.
  private record Read(Counted series, List<Value> values, boolean error) {
    static List<Read> all(Criterion.Unseen criterion, Set<String> labels, List<Counted> series) {
      return series.stream()
          .map(one -> new Read(one, Novelty.values(labels, one), isError(criterion, one)))
          .toList();
    }
  }

  /// Events of one value of a label.
  private static final class Tally {
    double errors;
    double events;
    @Nullable Counted carrier;

    void add(Counted series, boolean error, boolean event) {
      errors += error ? series.count() : 0;
      events += event ? series.count() : 0;
      Counted known = carrier;
      if (error && (known == null || isEarlier(series, known))) {
        carrier = series;
      }
    }

    private static boolean isEarlier(Counted one, Counted other) {
      int order = one.firstSeen().compareTo(other.firstSeen());
      return order < 0 || (order == 0 && one.id().compareTo(other.id()) < 0);
    }
  }

  private Novelty() {}

  /// Looks at all series of a rule together.
  ///
  /// @return for the series that carries the errors of a value, the one of them that came first, what was found of that value; where
  ///     a series carries several values, the one that matters most
  public static Map<String, Finding.Unseen> look(
      Criterion.Unseen criterion, List<Counted> series, Instant now) {
    Set<String> labels = lookedAt(criterion, series);
    List<Read> reads = Read.all(criterion, labels, series);
    return judge(criterion, Known.of(labels, reads), reads, now);
  }

  /// The same, where `known` is of all series of the rule and `series` may be a part of them.
  static Map<String, Finding.Unseen> look(
      Criterion.Unseen criterion, Known known, List<Counted> series, Instant now) {
    return judge(criterion, known, Read.all(criterion, known.labels(), series), now);
  }

  private static Map<String, Finding.Unseen> judge(
      Criterion.Unseen criterion, Known known, List<Read> series, Instant now) {
    var tallies = new HashMap<String, Map<Value, Tally>>();
    for (Read one : series) {
      // errors of a metric of their own are not events a second time
      boolean event = !one.error() || known.counting().contains(one.series().name().metric());
      for (Value value : one.values()) {
        tallies
            .computeIfAbsent(value.label(), _ -> new HashMap<>())
            .computeIfAbsent(value, _ -> new Tally())
            .add(one.series(), one.error(), event);
      }
    }
    var found = new HashMap<String, Finding.Unseen>();
    for (String label : known.labels()) {
      judge(criterion, known, tallies.getOrDefault(label, Map.of()), now)
          .forEach((id, one) ->
              found.merge(id, one, (best, other) -> rank(other) > rank(best) ? other : best));
    }
    return found;
  }

  static boolean isError(Criterion.Unseen criterion, Counted one) {
    return criterion.errors().stream().allMatch(matcher -> matcher.holds("", one.name()));
  }

  /// The values that a series has of these labels.
  static List<Value> values(Set<String> labels, Counted one) {
    var values = new ArrayList<Value>(labels.size());
    for (String label : labels) {
      String value = one.name().label(label);
      if (value != null && !value.isEmpty()) {
        values.add(new Value(label, value));
      }
    }
    return values;
  }

  /// The part of a time in which the values of these series can be told as new; empty when no value is.
  ///
  /// @param series all of the rule
  public static Optional<Scope> scope(
      Criterion.Unseen criterion, Known known, List<Counted> series, Instant from, Instant until) {
    return new Newcomers(criterion, known, series).within(from, until);
  }

  /// When and where something can be told at all.
  ///
  /// @param values that are new then and have errors
  public record Scope(Instant from, Instant until, Set<Value> values) {}

  /// Tells cheaply whether a look is worth its while: the series that count errors of a value, and until when that value is new.
  static final class Newcomers {
    private record Newcomer(String id, Value value, Instant from, Instant until) {}

    private final List<Newcomer> all = new ArrayList<>();

    /// @param known of all series of the rule
    /// @param series those that are looked at, those of the future too
    Newcomers(Criterion.Unseen criterion, Known known, List<Counted> series) {
      for (Counted one : series) {
        if (isError(criterion, one)) {
          for (Value value : values(known.labels(), one)) {
            Instant since = known.firstOf(value);
            all.add(new Newcomer(one.id(), value, since, since.plus(criterion.newFor())));
          }
        }
      }
    }

    /// The time from..until shortened to where values are new that count errors, with a window before it, and two after it so that
    /// what opened can end; empty when there is none.
    Optional<Scope> within(Instant from, Instant until) {
      var relevant =
          all.stream()
              .filter(one -> !one.until().isBefore(from) && !one.from().isAfter(until))
              .toList();
      Optional<Instant> first =
          relevant.stream().map(Newcomer::from).min(Comparator.naturalOrder());
      Optional<Instant> last =
          relevant.stream().map(Newcomer::until).max(Comparator.naturalOrder());
      if (first.isEmpty() || last.isEmpty()) {
        return Optional.empty();
      }
      Instant begin = (first.get().isBefore(from) ? from : first.get()).minus(WINDOW);
      Instant end = last.get().plus(WINDOW.multipliedBy(2));
      return Optional.of(
          new Scope(
              begin,
              end.isBefore(until) ? end : until,
              relevant.stream().map(Newcomer::value).collect(Collectors.toSet())));
    }

    /// Whether the new values have errors enough, all together.
    ///
    /// @param counts events of each series within {@link #WINDOW}
    boolean mayBeTold(Instant now, Map<String, Double> counts) {
      double errors = 0;
      for (Newcomer one : all) {
        if (!one.from().isAfter(now) && !one.until().isBefore(now)) {
          errors += counts.getOrDefault(one.id(), 0.0);
        }
      }
      return errors >= LEAST_ERRORS;
    }
  }

  private static double rank(Finding.Unseen found) {
    return (found.raised() ? 2 : found.recent() ? 1 : 0) + found.share() / 2;
  }

  /// The labels to look at: those that were asked for, or all that do not tell errors from the rest.
  private static Set<String> lookedAt(Criterion.Unseen criterion, List<Counted> series) {
    var labels = new TreeSet<String>(criterion.labels());
    if (labels.isEmpty()) {
      series.forEach(one -> labels.addAll(one.name().labels().keySet()));
      labels.removeAll(telling(criterion));
    }
    return labels;
  }

  /// The labels that tell errors from the rest.
  static Set<String> telling(Criterion.Unseen criterion) {
    return criterion.errors().stream().map(Matcher::label).collect(Collectors.toSet());
  }

  private static Map<String, Finding.Unseen> judge(
      Criterion.Unseen criterion, Known known, Map<Value, Tally> tallies, Instant now) {
    Instant since = now.minus(criterion.newFor());
    double errors = 0;
    double events = 0;
    for (Map.Entry<Value, Tally> tally : tallies.entrySet()) {
      if (known.firstOf(tally.getKey()).isBefore(since)) {
        errors += tally.getValue().errors;
        events += tally.getValue().events;
      }
    }
    boolean enough = events >= LEAST_OTHERS;
    double others = events <= 0 ? 0 : Math.min(1, errors / events);
    double atMost = events <= 0 ? 1 : Math.min(1, others + (1 + 2 * Math.sqrt(errors)) / events);
    var found = new HashMap<String, Finding.Unseen>();
    tallies.forEach((value, tally) -> {
      Counted carrier = tally.carrier;
      if (carrier != null && !known.left().contains(value)) {
        Instant first = known.firstOf(value);
        boolean recent = !first.isBefore(since);
        double share = tally.events <= 0 ? 0 : Math.min(1, tally.errors / tally.events);
        boolean raised =
            recent
                && tally.errors >= LEAST_ERRORS
                && enough
                && share >= criterion.times() * others
                && share > atMost
                && -tally.events * divergence(share, atMost) < CHANCE;
        found.merge(
            carrier.id(),
            new Finding.Unseen(
                value.label(),
                value.value(),
                first,
                tally.errors,
                tally.events,
                others,
                recent,
                raised),
            (best, other) -> rank(other) > rank(best) ? other : best);
      }
    });
    return found;
  }

  /// Kullback and Leibler's divergence of two shares, in natural logarithms.
  private static double divergence(double share, double from) {
    return term(share, from) + term(1 - share, 1 - from);
  }

  private static double term(double share, double from) {
    return share <= 0 ? 0 : share * Math.log(share / Math.max(from, 1e-12));
  }
}
