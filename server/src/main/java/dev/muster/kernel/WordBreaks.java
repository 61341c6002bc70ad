package dev.muster.kernel;

/// Which characters part words: ASCII's space and all below it, and marks that the maker chooses. A table, as texts are read character by
/// character and often.
public final class WordBreaks {
  private final boolean[] table = new boolean[128];

  /// @param marks more ASCII characters that part words
  public WordBreaks(String marks) {
    for (char c = 0; c < table.length; c++) {
      table[c] = c <= ' ' || marks.indexOf(c) >= 0;
    }
  }

  /// Whether it parts words; no character beyond ASCII does.
  public boolean holds(char c) {
    return c < table.length && table[c];
  }
}
