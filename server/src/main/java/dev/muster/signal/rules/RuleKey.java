package dev.muster.signal.rules;

import java.util.regex.Pattern;

/// What a rule is counted under: whose it is, which path, the set and the rule's id there, with a slash between them.
final class RuleKey {
  /// Ids saved before they were checked may hold the slash, and what no line of a log should.
  private static final Pattern ESCAPED = Pattern.compile("[\\p{Cntrl}/%]");

  private RuleKey() {}

  static String of(String owner, RulePath.Kind kind, String set, String id) {
    return of(owner, kind, set) + "/" + escaped(id);
  }

  /// @param place a set, or `catch_all`
  static String of(String owner, RulePath.Kind kind, String place) {
    return escaped(owner) + "/" + kind.wire() + "/" + escaped(place);
  }

  /// Whether it is the key of a rule that has this id in its set, whichever set that is.
  static boolean endsWith(String key, String id) {
    String[] parts = key.split("/", -1);
    return parts.length == 4 && parts[3].equals(escaped(id));
  }

  private static String escaped(String part) {
    return ESCAPED
        .matcher(part)
        .replaceAll(match -> "%%%02X".formatted((int) match.group().charAt(0)));
  }
}
