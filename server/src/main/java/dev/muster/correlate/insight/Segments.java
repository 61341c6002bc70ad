package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Finds where a failure is confined to: among the attributes of failing and healthy cases (transactions, requests, sessions) the
/// values, and pairs of values, that fail more often than the rest.
///
/// A value is reported only when the difference is too large for chance: Fisher's exact test by the hypergeometric tail, with the false
/// discovery rate over all values and pairs tried held at {@value #FALSE_DISCOVERIES} (Benjamini and Hochberg 1995). A pair is
/// reported only when it fails clearly more than either of its values alone; a value that merely rides along with a worse one
/// ("all failing browsers were in this country") is ranked behind it.
public final class Segments {
  /// Share of false ones tolerated among those reported.
  static final double FALSE_DISCOVERIES = 0.05;

  /// Distinct values looked at per attribute, the most frequent; an attribute with more is an identifier rather than a segment.
  private static final int VALUES = 200;

  /// Values whose pairs are tried, those with the most failures.
  private static final int PAIRED = 60;

  /// Normal quantile of a two-sided 95 % interval.
  private static final double WIDE = 1.96;

  /// Fewer failures than this are no segment.
  private static final int FEWEST = 3;

  private Segments() {}

  /// One case.
  ///
  /// @param attributes by name
  public record Case(boolean failing, Map<String, String> attributes) {
    public Case {
      attributes = Map.copyOf(attributes);
    }
  }

  /// A segment that fails more than the rest.
  ///
  /// @param where one or two attributes with their values
  /// @param failing failing cases in it
  /// @param cases all cases in it
  /// @param lift its failing share divided by that of the rest; the rest counts half a failure more than it has, so it is finite
  /// @param atLeast lower end of the 95 % interval of the lift (Katz and others, Biometrics 34, 1978, half a case added to each cell)
  /// @param atMost upper end of it
  /// @param covers share of all failures that lie in it, 0 to 1
  /// @param chance probability of such a difference by chance alone
  /// @param words in plain words
  public record Segment(
      Map<String, String> where,
      int failing,
      int cases,
      double lift,
      double atLeast,
      double atMost,
      double covers,
      double chance,
      String words) {}

  private record Value(String attribute, String value) implements Comparable<Value> {
    @Override
    public int compareTo(Value other) {
      int order = attribute.compareTo(other.attribute);
      return order != 0 ? order : value.compareTo(other.value);
    }
  }

  private static final class Count {
    private int failing;
    private int cases;
  }

  /// The segments that fail more than the rest, the most telling first; empty when nothing differs beyond chance.
  ///
  /// @param most at most so many
  public static List<Segment> find(Collection<Case> cases, int most) {
    int all = cases.size();
    int failing = (int) cases.stream().filter(Case::failing).count();
    if (failing < FEWEST || failing == all) {
      return List.of();
    }
    Map<Value, Count> single = new TreeMap<>();
    for (Case one : cases) {
      one.attributes()
          .forEach((name, value) -> count(single, new Value(name, value), one.failing()));
    }
    dropIdentifiers(single);
    List<Value> paired =
        single.entrySet().stream()
            .filter(e -> e.getValue().failing >= FEWEST)
            .sorted(
                Comparator.<Map.Entry<Value, Count>>comparingInt(e -> -e.getValue().failing)
                    .thenComparing(Map.Entry::getKey))
            .limit(PAIRED)
            .map(Map.Entry::getKey)
            .toList();
    Map<List<Value>, Count> tried = new HashMap<>();
    single.forEach((value, count) -> tried.put(List.of(value), count));
    Set<Value> wanted = new HashSet<>(paired);
    for (Case one : cases) {
      List<Value> here =
          one.attributes().entrySet().stream()
              .map(e -> new Value(e.getKey(), e.getValue()))
              .filter(wanted::contains)
              .sorted()
              .toList();
      for (int i = 0; i < here.size(); i++) {
        for (int j = i + 1; j < here.size(); j++) {
          count(tried, List.of(here.get(i), here.get(j)), one.failing());
        }
      }
    }
    return significant(tried, all, failing, most);
  }

  private static <K> void count(Map<K, Count> counts, K key, boolean failing) {
    Count count = counts.computeIfAbsent(key, none -> new Count());
    count.cases++;
    count.failing += failing ? 1 : 0;
  }

  private static void dropIdentifiers(Map<Value, Count> single) {
    Map<String, Integer> values = new TreeMap<>();
    single.keySet().forEach(value -> values.merge(value.attribute, 1, Integer::sum));
    single.keySet().removeIf(value -> values.getOrDefault(value.attribute, 0) > VALUES);
  }

  private static List<Segment> significant(
      Map<List<Value>, Count> tried, int all, int failing, int most) {
    var logs = new LogFactorials(all);
    var found = new ArrayList<Map.Entry<List<Value>, Segment>>();
    int tests = 0;
    for (var entry : tried.entrySet()) {
      Count count = entry.getValue();
      if (count.cases == all) {
        continue;
      }
      tests++;
      if (count.failing < FEWEST
          || (double) count.failing / count.cases <= (double) failing / all) {
        continue;
      }
      double chance = logs.tail(count.failing, count.cases, failing, all);
      double rest = (failing - count.failing + 0.5) / (all - count.cases + 0.5);
      double lift = (double) count.failing / count.cases / rest;
      found.add(
          Map.entry(entry.getKey(), segment(entry.getKey(), count, lift, all, failing, chance)));
    }
    found.sort(
        Comparator.<Map.Entry<List<Value>, Segment>>comparingDouble(e -> e.getValue().chance())
            .thenComparingInt(e -> e.getKey().size())
            .thenComparing(e -> e.getKey().toString()));
    int kept = 0;
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).getValue().chance() <= FALSE_DISCOVERIES * (i + 1) / tests) {
        kept = i + 1;
      }
    }
    return ranked(found.subList(0, kept), tried, most);
  }

  private static List<Segment> ranked(
      List<Map.Entry<List<Value>, Segment>> kept, Map<List<Value>, Count> tried, int most) {
    var segments = new ArrayList<Segment>();
    for (var entry : kept) {
      boolean more = true;
      if (entry.getKey().size() == 2) {
        for (Value value : entry.getKey()) {
          Count alone = tried.get(List.of(value));
          double share = (double) entry.getValue().failing() / entry.getValue().cases();
          more &= alone != null && share > 1.3 * alone.failing / alone.cases;
        }
      }
      if (more && segments.size() < most) {
        segments.add(entry.getValue());
      }
    }
    // a segment must be both narrow and complete: what fails always but rarely, or often but
    // everywhere, tells less
    segments.sort(
        Comparator.<Segment>comparingDouble(s -> -Math.log(s.lift()) * s.covers())
            .thenComparing(s -> s.where().toString()));
    return segments;
  }

  private static Segment segment(
      List<Value> where, Count count, double lift, int all, int failing, double chance) {
    Map<String, String> values = new TreeMap<>();
    where.forEach(value -> values.put(value.attribute, value.value));
    var name = new StringBuilder();
    values.forEach((attribute, value) ->
        name.append(name.isEmpty() ? "" : " with ").append(attribute).append(' ').append(value));
    double covers = (double) count.failing / failing;
    double here = count.failing + 0.5;
    double elsewhere = failing - count.failing + 0.5;
    double spread =
        Math.sqrt(
            Math.max(
                0,
                1 / here
                    - 1 / (count.cases + 1.0)
                    + 1 / elsewhere
                    - 1 / (all - count.cases + 1.0)));
    double centre = here / (count.cases + 1) / (elsewhere / (all - count.cases + 1.0));
    return new Segment(
        values,
        count.failing,
        count.cases,
        lift,
        centre * Math.exp(-WIDE * spread),
        centre * Math.exp(WIDE * spread),
        covers,
        chance,
        "%s: %d of %d fail, %.1f times as often as the rest; %.0f %% of all failures."
            .formatted(name, count.failing, count.cases, lift, 100 * covers));
  }

  /// Logarithms of factorials up to a number, for exact tails without overflow.
  private static final class LogFactorials {
    private final double[] logs;

    LogFactorials(int most) {
      logs = new double[most + 1];
      for (int i = 2; i <= most; i++) {
        logs[i] = logs[i - 1] + Math.log(i);
      }
    }

    /// Probability of that many failures or more among the cases drawn, when failures are spread by chance.
    double tail(int failures, int drawn, int failing, int all) {
      double sum = 0;
      for (int k = failures; k <= Math.min(drawn, failing); k++) {
        if (drawn - k <= all - failing) {
          sum +=
              Math.exp(choose(failing, k) + choose(all - failing, drawn - k) - choose(all, drawn));
        }
      }
      return Math.min(1, sum);
    }

    private double choose(int n, int k) {
      return logs[n] - logs[k] - logs[n - k];
    }
  }
}
