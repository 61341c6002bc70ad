package dev.muster.signal.rules;

import java.util.ArrayList;
import java.util.List;

/// A text with places: `Disk of {{event.source}} is {{variables.level}} full`. A place of which nothing is known is left empty.
final class Template {
  private sealed interface Piece {
    record Text(String text) implements Piece {}

    record Place(Path path) implements Piece {}
  }

  private final List<Piece> pieces;

  private Template(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /// @throws ConditionFault.Found when a place is not closed or holds no path
  static Template read(String text) {
    var pieces = new ArrayList<Piece>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf("{{", at);
      if (open < 0) {
        pieces.add(new Piece.Text(text.substring(at)));
        break;
      }
      if (open > at) {
        pieces.add(new Piece.Text(text.substring(at, open)));
      }
      int close = text.indexOf("}}", open);
      if (close < 0) {
        throw new ConditionFault.Found(open, "the place that begins here is not closed by '}}'");
      }
      String inner = text.substring(open + 2, close);
      try {
        pieces.add(new Piece.Place(Path.whole(inner.strip())));
      } catch (ConditionFault.Found found) {
        int lead = inner.length() - inner.stripLeading().length();
        throw new ConditionFault.Found(
            open + 2 + lead + found.fault().position(), found.fault().what());
      }
      at = close + 2;
    }
    return new Template(pieces);
  }

  /// Whether it says anything of this subject: it has no places, or one of them holds something.
  boolean says(Subject subject) {
    boolean places = false;
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Place(Path path)) {
        String value = Values.text(subject.value(path));
        if (value != null && !value.isBlank()) {
          return true;
        }
        places = true;
      }
    }
    return !places;
  }

  String fill(Subject subject) {
    var text = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Text(String plain) -> text.append(plain);
        case Piece.Place(Path path) -> {
          String value = Values.text(subject.value(path));
          text.append(value == null ? "" : value);
        }
      }
    }
    return text.toString();
  }
}
