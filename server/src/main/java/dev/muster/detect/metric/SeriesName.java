package dev.muster.detect.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a series is called: the metric's name and its labels, in the order of their names. Two names with the same labels are equal.
public final class SeriesName {
  /// Characters of a metric's name or a label; longer ones are cut, so that no sender can fill the memory with one series.
  private static final int LONGEST = 512;

  /// Labels of a series that is taken; twice of what stores of metrics take at most unless told otherwise.
  private static final int MOST_LABELS = 64;

  /// Characters of a series that is taken, name and labels together; usual ones have some hundred. With 10,000 series a source these are
  /// some 80 MB at worst.
  private static final int MOST_CHARACTERS = 4_096;

  /// Why a series {@link #isTooLong} is refused, in words.
  static final String TOO_LONG =
      "A series has more than "
          + MOST_LABELS
          + " labels, or more than "
          + MOST_CHARACTERS
          + " characters in its name and labels";

  private final String metric;
  private final String[] labels;
  private final String text;

  private SeriesName(String metric, String[] labels) {
    this.metric = metric;
    this.labels = labels;
    this.text = write(metric, labels);
  }

  /// A name from a metric and its labels; labels with an empty value are left out, as they mean the same as none.
  public static SeriesName of(String metric, Map<String, String> labels) {
    var sorted = new TreeMap<String, String>();
    labels.forEach((name, value) -> {
      if (!value.isEmpty()) {
        sorted.put(cut(name), cut(value));
      }
    });
    var flat = new ArrayList<String>(2 * sorted.size());
    sorted.forEach((name, value) -> {
      flat.add(name);
      flat.add(value);
    });
    return new SeriesName(cut(metric), flat.toArray(String[]::new));
  }

  /// A text of a sender as it can be kept.
  static String cut(String text) {
    String clean = text.indexOf('\0') < 0 ? text : text.replace('\0', ' '); // PostgreSQL takes none
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST);
  }

  private static String write(String metric, String[] labels) {
    if (labels.length == 0) {
      return metric;
    }
    var text = new StringBuilder(metric.length() + 16 * labels.length);
    text.append(metric).append('{');
    for (int i = 0; i < labels.length; i += 2) {
      if (i > 0) {
        text.append(',');
      }
      text.append(labels[i]).append("=\"");
      String value = labels[i + 1];
      for (int c = 0; c < value.length(); c++) {
        char letter = value.charAt(c);
        switch (letter) {
          case '"' -> text.append("\\\"");
          case '\\' -> text.append("\\\\");
          case '\n' -> text.append("\\n");
          default -> text.append(letter);
        }
      }
      text.append('"');
    }
    return text.append('}').toString();
  }

  public String metric() {
    return metric;
  }

  /// Whether it has more labels or characters than a series may, so that no reading of it is taken.
  boolean isTooLong() {
    return labels.length > 2 * MOST_LABELS || text.length() > MOST_CHARACTERS;
  }

  /// Whether a series of these labels and two short ones besides would be too long.
  static boolean areTooLong(Map<String, String> labels) {
    int characters = 0;
    for (var label : labels.entrySet()) {
      characters +=
          Math.min(LONGEST, label.getKey().length()) + Math.min(LONGEST, label.getValue().length());
    }
    return labels.size() > MOST_LABELS - 2 || characters > MOST_CHARACTERS - LONGEST;
  }

  /// Characters as Prometheus writes it.
  int length() {
    return text.length();
  }

  /// The label's value; null when there is none.
  public @Nullable String label(String name) {
    for (int i = 0; i < labels.length; i += 2) {
      if (labels[i].equals(name)) {
        return labels[i + 1];
      }
    }
    return null;
  }

  /// The labels in the order of their names.
  public Map<String, String> labels() {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return map;
  }

  public List<String> labelNames() {
    var names = new ArrayList<String>(labels.length / 2);
    for (int i = 0; i < labels.length; i += 2) {
      names.add(labels[i]);
    }
    return names;
  }

  /// The same labels under another name.
  public SeriesName renamed(String newMetric) {
    return new SeriesName(cut(newMetric), labels);
  }

  /// The same without that label.
  public SeriesName without(String label) {
    Map<String, String> fewer = labels();
    fewer.remove(label);
    return of(metric, fewer);
  }

  /// The same with that label, in place of one of the same name.
  public SeriesName with(String label, String value) {
    Map<String, String> more = labels();
    more.put(label, value);
    return of(metric, more);
  }

  /// As Prometheus writes it: `name{label="value"}`.
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeriesName that
        && text.equals(that.text)
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
