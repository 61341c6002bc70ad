package dev.muster.detect.rule;

import dev.muster.detect.metric.SeriesName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which series of a rule for new values are played where there is no room for all. Pure.
///
/// A share of errors is right only with all series of a value, so that new values are taken as a whole or not at all. What they are
/// compared with is drawn by chance, by families: series that differ in nothing but in what tells errors from the rest. Old ones come
/// before those of new values that do not fit.
///
/// @param series their ids, those of new values first
/// @param left new values of which not all series are among them, so that nothing can be said about them
/// @param values how many new values all of whose series are among them
public record Excerpt(Set<String> series, Set<Novelty.Value> left, int values) {
  /// Takes what there is room for.
  ///
  /// @param known of all series
  /// @param all series of the rule
  /// @param step each is one value of a series to read
  /// @param most values to read
  public static Excerpt of(
      Criterion.Unseen criterion,
      Novelty.Known known,
      Novelty.Scope scope,
      List<Novelty.Counted> all,
      Duration step,
      long most) {
    return new Draft(criterion, known, scope, step).of(all, most);
  }

  /// An excerpt that grows.
  private record Draft(
      Criterion.Unseen criterion, Novelty.Known known, Novelty.Scope scope, Duration step) {
    Excerpt of(List<Novelty.Counted> all, long most) {
      var carrying = new LinkedHashMap<Novelty.Value, List<Novelty.Counted>>();
      var old = new ArrayList<Novelty.Counted>();
      for (Novelty.Counted one : all) {
        List<Novelty.Value> fresh =
            Novelty.values(known.labels(), one).stream().filter(scope.values()::contains).toList();
        fresh.forEach(value -> carrying.computeIfAbsent(value, _ -> new ArrayList<>()).add(one));
        if (fresh.isEmpty()) {
          old.add(one);
        }
      }
      // without others to compare with nothing is ever told
      long room = most - Math.min(cost(old), most / 2);
      var taken = new LinkedHashSet<String>();
      var left = new HashSet<Novelty.Value>();
      List<Novelty.Value> values =
          carrying.keySet().stream()
              .sorted(
                  Comparator.comparing(known::firstOf)
                      .thenComparing(Novelty.Value::label)
                      .thenComparing(Novelty.Value::value))
              .toList();
      long spent = 0;
      for (Novelty.Value value : values) {
        List<Novelty.Counted> more =
            carrying.getOrDefault(value, List.of()).stream()
                .filter(one -> !taken.contains(one.id()))
                .toList();
        long cost = cost(more);
        if (spent + cost <= room) {
          spent += cost;
          more.forEach(one -> taken.add(one.id()));
        } else {
          left.add(value);
        }
      }
      List<Novelty.Counted> young =
          carrying.values().stream()
              .flatMap(List::stream)
              .filter(one -> !taken.contains(one.id()))
              .distinct()
              .toList();
      for (List<Novelty.Counted> part : List.of(old, young)) {
        for (List<Novelty.Counted> family : drawn(part)) {
          long cost = cost(family);
          if (spent + cost <= most) {
            spent += cost;
            family.forEach(one -> taken.add(one.id()));
          }
        }
      }
      return new Excerpt(taken, left, values.size() - left.size());
    }

    /// In an order that has nothing to do with their names.
    private List<List<Novelty.Counted>> drawn(List<Novelty.Counted> series) {
      var families = new LinkedHashMap<SeriesName, List<Novelty.Counted>>();
      Set<String> telling = Novelty.telling(criterion);
      for (Novelty.Counted one : series) {
        SeriesName name = telling.contains("__name__") ? one.name().renamed("") : one.name();
        for (String label : telling) {
          name = name.without(label);
        }
        families.computeIfAbsent(name, _ -> new ArrayList<>()).add(one);
      }
      return families.entrySet().stream()
          .sorted(
              Comparator.comparingInt((Map.Entry<SeriesName, List<Novelty.Counted>> family) ->
                  mixed(family.getKey().hashCode()))) // stable
          .map(Map.Entry::getValue)
          .toList();
    }

    private static int mixed(int hash) {
      int half = (hash ^ hash >>> 16) * 0x9E3779B9;
      return half ^ half >>> 16;
    }

    private long cost(List<Novelty.Counted> series) {
      long cost = 0;
      for (Novelty.Counted one : series) {
        Instant from = one.firstSeen().isAfter(scope.from()) ? one.firstSeen() : scope.from();
        cost += Math.max(0, Duration.between(from, scope.until()).dividedBy(step)) + 1;
      }
      return cost;
    }
  }
}
