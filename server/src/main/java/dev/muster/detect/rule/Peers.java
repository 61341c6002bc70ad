package dev.muster.detect.rule;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.series.Outlier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Compares a series with its peers at one moment. Pure.
public final class Peers {
  private Peers() {}

  /// What the peers of a series have in common: its metric and the values of some labels.
  public static String group(Criterion.Apart criterion, SeriesName name) {
    var group = new StringBuilder(name.metric());
    for (String label : criterion.groupBy()) {
      String value = name.label(label);
      group.append('\n').append(value == null ? "" : value);
    }
    return group.toString();
  }

  /// Every member of a group against the others.
  ///
  /// @param values member to its value, finite ones only
  public static Map<String, Finding.Compared> compare(
      Criterion.Apart criterion, Map<String, Double> values) {
    var odd = new HashMap<String, Outlier.Odd>();
    // what is half as far off counts as recovered only when it is clearly nearer
    for (Outlier.Odd one : Outlier.of(values, criterion.deviations() / 2, criterion.least())) {
      odd.put(one.member(), one);
    }
    double[] sorted = values.values().stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    double usual = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    var compared = new HashMap<String, Finding.Compared>();
    values.forEach((member, value) -> {
      Outlier.Odd found = odd.get(member);
      compared.put(
          member,
          found == null
              ? new Finding.Compared(value, usual, 0, values.size())
              : new Finding.Compared(value, found.usual(), found.deviations(), values.size()));
    });
    return compared;
  }
}
