package dev.muster.kernel;

/// Texts that came from elsewhere, made fit to be kept and to be shown. Characters are counted as people count them, not as UTF-16 does.
public final class Text {
  private Text() {}

  /// The same without what PostgreSQL cannot keep in a text: NUL characters and halves of surrogate pairs become U+FFFD.
  public static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return cleaned(text);
      }
    }
    return text;
  }

  private static String cleaned(String text) {
    var clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      clean.appendCodePoint(point == 0 || half ? 0xFFFD : point);
      i += Character.charCount(point);
    }
    return clean.toString();
  }

  /// The same in one line of so many characters at most, the last of which is an ellipsis when something was cut off.
  ///
  /// @param most at least 1
  public static String line(String text, int most) {
    String flat = text.replaceAll("\\s+", " ").strip();
    return flat.codePointCount(0, flat.length()) <= most
        ? flat
        : flat.substring(0, flat.offsetByCodePoints(0, most - 1)) + "…";
  }
}
