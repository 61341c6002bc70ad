package dev.muster.respond.chat;

/// What somebody typed, taken word by word from the front.
final class Typed {
  private final String text;
  private int before;
  private int at;

  Typed(String text) {
    this.text = text;
  }

  /// The next word; empty when there is none.
  String next() {
    before = at;
    at = past(at, true);
    int begin = at;
    at = past(at, false);
    return text.substring(begin, at);
  }

  private int past(int from, boolean spaces) {
    int end = from;
    while (end < text.length() && Character.isWhitespace(text.charAt(end)) == spaces) {
      end++;
    }
    return end;
  }

  /// Puts the last word back.
  void back() {
    at = before;
  }

  String rest() {
    return text.substring(at).strip();
  }
}
