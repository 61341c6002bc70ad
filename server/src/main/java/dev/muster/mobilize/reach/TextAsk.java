package dev.muster.mobilize.reach;

import dev.muster.mobilize.channel.PhoneKeys.Verb;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What somebody sent back by text: `47312`, `4 7312`, `ack 7312`, `ack`, or anything else. Pure.
///
/// @param verb the digit or word before the code; null when nothing was asked for that is known
/// @param code four digits; null when there were none
record TextAsk(@Nullable String verb, @Nullable String code) {
  private static final Pattern DIGITS = Pattern.compile("#?([468])[\\s.:-]*([0-9]{4})?");
  private static final Pattern WORD =
      Pattern.compile("([a-z]{2,12})[\\s.:!-]*(?:[468]?([0-9]{4}))?[.!]?");

  /// What the provider itself listens to: with most numbers these words end or begin texts altogether, and it answers them.
  private static final Set<String> PROVIDERS =
      Set.of(
          "stop",
          "stopall",
          "unsubscribe",
          "cancel",
          "end",
          "quit",
          "start",
          "unstop",
          "help",
          "info");

  /// Whether the provider answers it.
  static boolean providers(String text) {
    return PROVIDERS.contains(text.strip().toLowerCase(Locale.ROOT));
  }

  static TextAsk read(String text) {
    String words = text.strip().toLowerCase(Locale.ROOT);
    Matcher digits = DIGITS.matcher(words);
    if (digits.matches()) {
      return new TextAsk(digits.group(1), digits.group(2));
    }
    Matcher word = WORD.matcher(words);
    if (word.matches() && Verb.knows(word.group(1))) {
      return new TextAsk(word.group(1), word.group(2));
    }
    return new TextAsk(null, null);
  }

  /// What that asks of a page; empty when it asks for nothing that can be done about it.
  ///
  /// @param asked true when the page asks for help
  Optional<Verb> verb(boolean asked) {
    return verb == null ? Optional.empty() : Verb.of(verb, asked);
  }
}
