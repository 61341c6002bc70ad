package dev.muster.correlate.recipe;

import java.util.Arrays;
import java.util.Locale;

/// How alike two texts are: the coefficient of Sorensen and Dice over multisets, `2 |A and B| / (|A| + |B|)`.
final class Closeness {
  /// Of longer texts only the beginning is compared, which bounds what an alert costs.
  private static final int LONGEST = 1_000;

  private Closeness() {}

  /// @return 0 to 1
  static double of(Factor.Measure measure, int shingle, String one, String other) {
    String a = plain(one);
    String b = plain(other);
    if (a.equals(b)) {
      return 1;
    }
    return switch (measure) {
      case EXACT -> 0;
      case SHINGLES -> dice(shingles(a, shingle), shingles(b, shingle));
      case WORDS -> dice(words(a), words(b));
    };
  }

  static String plain(String text) {
    String line = text.strip().toLowerCase(Locale.ROOT);
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }

  /// A text shorter than a piece is one piece.
  private static String[] shingles(String text, int length) {
    if (text.length() <= length) {
      return new String[] {text};
    }
    var pieces = new String[text.length() - length + 1];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = text.substring(i, i + length);
    }
    return pieces;
  }

  private static String[] words(String text) {
    return Arrays.stream(text.split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  private static double dice(String[] a, String[] b) {
    if (a.length + b.length == 0) {
      return 0;
    }
    Arrays.sort(a);
    Arrays.sort(b);
    int shared = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      int order = a[i].compareTo(b[j]);
      if (order == 0) {
        shared++;
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return 2.0 * shared / (a.length + b.length);
  }
}
