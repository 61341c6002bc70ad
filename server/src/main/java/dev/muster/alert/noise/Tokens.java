package dev.muster.alert.noise;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The words of an alert's text, without what changes from one alert of a kind to the next: numbers, times, addresses, identifiers.
final class Tokens {
  /// Longer texts say nothing more about the kind.
  private static final int MOST = 64;

  /// Words that stand in every sentence.
  private static final Set<String> STOP =
      Set.of(
          "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "has",
          "have", "in", "is", "it", "its", "of", "on", "or", "that", "the", "this", "to", "was",
          "were", "will", "with");

  private Tokens() {}

  /// The distinct words that count for rarity, in order of appearance.
  static List<String> words(String text) {
    var words = new LinkedHashSet<String>();
    for (String token : split(text)) {
      if (!masked(token) && token.length() > 1 && !STOP.contains(token)) {
        words.add(token);
      }
    }
    return List.copyOf(words);
  }

  /// The text with `#` for everything that changes: what alerts of one kind have in common.
  static String template(String text) {
    var template = new StringBuilder();
    for (String token : split(text)) {
      template.append(template.isEmpty() ? "" : " ").append(masked(token) ? "#" : token);
    }
    return template.toString();
  }

  private static List<String> split(String text) {
    var tokens = new ArrayList<String>();
    String lower = text.toLowerCase(Locale.ROOT);
    int from = -1;
    for (int i = 0; i <= lower.length() && tokens.size() < MOST; i++) {
      boolean inside = i < lower.length() && belongs(lower.charAt(i));
      if (inside && from < 0) {
        from = i;
      } else if (!inside && from >= 0) {
        String token = trimmed(lower.substring(from, i));
        if (!token.isEmpty()) {
          tokens.add(token);
        }
        from = -1;
      }
    }
    return tokens;
  }

  private static boolean belongs(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || c == ':' || c == '/';
  }

  /// Without signs at its ends, which belong to the sentence.
  private static String trimmed(String token) {
    int from = 0;
    int until = token.length();
    while (from < until && !Character.isLetterOrDigit(token.charAt(from))) {
      from++;
    }
    while (until > from && !Character.isLetterOrDigit(token.charAt(until - 1))) {
      until--;
    }
    return token.substring(from, until);
  }

  /// True for what has a digit: counters, times, addresses, hosts with a number, identifiers.
  private static boolean masked(String token) {
    for (int i = 0; i < token.length(); i++) {
      if (Character.isDigit(token.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
