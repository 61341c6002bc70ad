package dev.muster.mobilize.channel;

import org.jspecify.annotations.Nullable;

/// What the telephone provider is told to do: say something, wait for a key, answer a text. Pure.
public final class Twiml {
  /// Seconds to find the key on a telephone that is held to the ear.
  private static final int PATIENCE = 10;

  private final StringBuilder verbs = new StringBuilder();

  /// Says it.
  public Twiml say(String words) {
    verbs.append("<Say>").append(text(words)).append("</Say>");
    return this;
  }

  /// Says it, and brings the key that is pressed meanwhile or shortly after; goes on when none is.
  ///
  /// @param action address that the key is brought to
  public Twiml ask(String words, String action) {
    verbs
        .append("<Gather input=\"dtmf\" numDigits=\"1\" finishOnKey=\"\" timeout=\"")
        .append(PATIENCE)
        .append("\" method=\"POST\" action=\"")
        .append(text(action))
        .append("\">");
    say(words);
    verbs.append("</Gather>");
    return this;
  }

  /// Answers a text by a text.
  public Twiml message(String words) {
    verbs.append("<Message>").append(text(words)).append("</Message>");
    return this;
  }

  /// What a call does from its beginning.
  ///
  /// @param keys what the keys do; null when none can be brought here
  /// @param action address that keys are brought to; null when the provider reaches none
  static Twiml call(String words, @Nullable String keys, @Nullable String action) {
    var call = new Twiml();
    if (keys == null || action == null) {
      return call.say(words);
    }
    // twice, as whoever is woken by it hears half of it
    return call.ask(words + " " + keys, action)
        .ask(words + " " + keys, action)
        .say("No key was pressed, so nothing was changed. Goodbye.");
  }

  /// The whole document.
  public String document() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>" + verbs + "</Response>";
  }

  /// Escaped, without what no XML may hold: one such character in a title would end the call.
  private static String text(String words) {
    var clean = new StringBuilder(words.length());
    words
        .codePoints()
        .forEach(point ->
            clean.appendCodePoint(
                (point < 0x20 && point != '\t' && point != '\n' && point != '\r')
                        || (point >= 0xD800 && point <= 0xDFFF)
                        || point == 0xFFFE
                        || point == 0xFFFF
                    ? ' '
                    : point));
    return Composer.escape(clean.toString());
  }
}
