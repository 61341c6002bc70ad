package dev.muster.mobilize.channel;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What may be pressed during a call, or sent back by text. The digits are those that people know from other houses. Pure.
public final class PhoneKeys {
  /// Says everything once more.
  public static final char AGAIN = '*';

  private PhoneKeys() {}

  /// What somebody may ask for by telephone.
  public enum Verb {
    ACKNOWLEDGE('4', "acknowledge", "ack acknowledge take ok yes"),
    RESOLVE('6', "resolve", "resolve resolved fixed done close"),
    ESCALATE('8', "escalate", "escalate next"),
    JOIN('4', "say that you help", "join accept ack ok yes"),
    DECLINE('6', "decline", "decline refuse no");

    private static final List<Verb> OWN = List.of(ACKNOWLEDGE, RESOLVE, ESCALATE);
    private static final List<Verb> ASKED = List.of(JOIN, DECLINE);

    private final char key;
    private final String words;
    private final String texts;

    /// @param texts what may be written in its place
    Verb(char key, String words, String texts) {
      this.key = key;
      this.words = words;
      this.texts = texts;
    }

    public char key() {
      return key;
    }

    /// As in "Press 4 to acknowledge".
    public String words() {
      return words;
    }

    /// What may be done.
    ///
    /// @param asked true for somebody who is asked to help; false for whoever the incident is handed to
    public static List<Verb> of(boolean asked) {
      return asked ? ASKED : OWN;
    }

    /// What that key or word asks for; empty when it asks for nothing.
    public static Optional<Verb> of(String given, boolean asked) {
      String word = given.toLowerCase(Locale.ROOT);
      return of(asked).stream()
          .filter(verb ->
              word.equals(String.valueOf(verb.key))
                  || List.of(verb.texts.split(" ")).contains(word))
          .findFirst();
    }

    /// Whether anything may be asked for by that word.
    public static boolean knows(String given) {
      return Arrays.asList(true, false).stream().anyMatch(asked -> of(given, asked).isPresent());
    }
  }

  /// What a call says of its keys.
  ///
  /// @param asked as {@link Verb#of(boolean)} takes it; passed over for several incidents
  /// @param several whether the call is about more than one incident: all of them may be acknowledged at once, and nothing else, as nobody
  ///     resolves by heart what was only counted
  public static String offer(boolean asked, boolean several) {
    String keys =
        several
            ? "Press 4 to acknowledge all of them."
            : Verb.of(asked).stream()
                .map(verb -> "%s to %s".formatted(verb.key(), verb.words()))
                .collect(Collectors.joining(", ", "Press ", "."));
    return keys + " Press star to hear this again.";
  }
}
