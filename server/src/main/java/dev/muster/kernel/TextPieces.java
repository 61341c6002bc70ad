package dev.muster.kernel;

import java.util.stream.IntStream;

/// Pieces of texts by which a part of a text is looked up: all that stands in three characters in a row, whatever they are, so that
/// `1.2`, `/var` and `жук` have pieces as `disk` has. In scripts that put whole words into two characters, two in a row are pieces as well.
/// A piece is a number; two pieces may have the same, so what they find is looked at before it counts.
public final class TextPieces {
  /// How many bits of a piece are used, so that others can be put beside them.
  public static final int BITS = 20;

  private static final int MASK = (1 << BITS) - 1;

  private TextPieces() {}

  /// The text without upper case, in every script, and with as many characters as before.
  public static String plain(String text) {
    return text.codePoints()
        .map(point -> Character.toLowerCase(Character.toUpperCase(point)))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// All pieces of a {@link #plain} text, in order, each once. None reaches over the end of a line.
  public static int[] of(String plain) {
    int[] points = plain.codePoints().toArray();
    IntStream.Builder pieces = IntStream.builder();
    for (int i = 0; i + 1 < points.length; i++) {
      if (points[i] == '\n' || points[i + 1] == '\n') {
        continue;
      }
      if (points[i] > 0x7f || points[i + 1] > 0x7f) {
        pieces.add(number(0, points[i], points[i + 1]));
      }
      if (i + 2 < points.length && points[i + 2] != '\n') {
        pieces.add(number(points[i], points[i + 1], points[i + 2]));
      }
    }
    return pieces.build().sorted().distinct().toArray();
  }

  /// The pieces that every text has that contains this one, in order; none when it is too short to be looked up.
  public static int[] wanted(String plain) {
    int[] points = plain.codePoints().toArray();
    if (points.length == 2) {
      return of(plain);
    }
    return IntStream.range(0, Math.max(0, points.length - 2))
        .map(i -> number(points[i], points[i + 1], points[i + 2]))
        .sorted()
        .distinct()
        .toArray();
  }

  /// A number for names of any kind among the pieces.
  public static int of(String kind, String name) {
    return mix(31 * kind.hashCode() + name.hashCode());
  }

  private static int number(int one, int two, int three) {
    return mix((one * 0x1f1f1f1f + two) * 0x2545f491 + three);
  }

  private static int mix(int number) {
    int mixed = (number ^ (number >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return (mixed ^ (mixed >>> 16)) & MASK;
  }
}
