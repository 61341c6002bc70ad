package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads a monitor's text: the plain words that every such alert has, and the codes that tell one fault from another.
final class Wording {
  /// Longer texts add nothing that tells faults apart.
  private static final int MOST_TOKENS = 48;

  private Wording() {}

  /// Plain words of the text, lower case, in their order: letters only, three or more. Names, addresses and values drop out, so
  /// that the same check on another thing reads the same.
  static List<String> words(String text) {
    var words = new ArrayList<String>();
    for (String token : tokens(text)) {
      if (token.length() >= 3
          && token.chars().allMatch(Character::isLetter)
          && !mixedCase(token)) {
        words.add(token.toLowerCase(Locale.ROOT).intern());
      }
    }
    return words;
  }

  /// Tokens that name something particular: error codes, exception names, paths, tables. Plain numbers, values with a unit and
  /// plain words are left out.
  static Set<String> codes(String text) {
    var codes = new LinkedHashSet<String>();
    for (String token : tokens(text)) {
      boolean letters = false;
      boolean others = false;
      int digits = 0;
      for (int i = 0; i < token.length(); i++) {
        char c = token.charAt(i);
        if (Character.isLetter(c)) {
          letters = true;
        } else {
          others = true;
          if (Character.isDigit(c)) {
            digits++;
          }
        }
      }
      boolean particular = letters && (others || mixedCase(token)) && token.length() >= 4;
      if (particular && digits * 2 <= token.length() + 4) {
        codes.add(token.toLowerCase(Locale.ROOT).intern());
      }
    }
    return codes;
  }

  private static boolean mixedCase(String token) {
    for (int i = 1; i < token.length(); i++) {
      if (Character.isUpperCase(token.charAt(i)) && Character.isLowerCase(token.charAt(i - 1))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> tokens(String text) {
    var tokens = new ArrayList<String>();
    int start = -1;
    for (int i = 0; i <= text.length() && tokens.size() < MOST_TOKENS; i++) {
      boolean inside =
          i < text.length()
              && (Character.isLetterOrDigit(text.charAt(i)) || "_-/.{}".indexOf(text.charAt(i)) >= 0);
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        String token = strip(text.substring(start, i));
        if (!token.isEmpty()) {
          tokens.add(token);
        }
        start = -1;
      }
    }
    return tokens;
  }

  private static String strip(String token) {
    int from = 0;
    int to = token.length();
    while (from < to && ".-_".indexOf(token.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && ".-_".indexOf(token.charAt(to - 1)) >= 0) {
      to--;
    }
    return token.substring(from, to);
  }
}
