package dev.muster.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds addresses of web pages in texts that people wrote, so that they can be followed. Only `http` and `https`: anything else that
/// looks like an address might run something.
public final class WebAddresses {
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[\\p{L}\\p{N}\\[][^\\s<>\"`]*", Pattern.CASE_INSENSITIVE);

  private WebAddresses() {}

  /// A piece of a text.
  ///
  /// @param address whether the piece is an address
  public record Part(String text, boolean address) {}

  /// The text in pieces; joined they are the text.
  public static List<Part> parts(String text) {
    var parts = new ArrayList<Part>();
    int told = 0;
    Matcher found = ADDRESS.matcher(text);
    while (found.find()) {
      int end = end(text, found.start(), found.end());
      if (found.start() > told) {
        parts.add(new Part(text.substring(told, found.start()), false));
      }
      parts.add(new Part(text.substring(found.start(), end), true));
      told = end;
    }
    if (told < text.length()) {
      parts.add(new Part(text.substring(told), false));
    }
    return parts;
  }

  /// The first address in a text; null when there is none.
  public static @Nullable String first(String text) {
    for (Part part : parts(text)) {
      if (part.address()) {
        return part.text();
      }
    }
    return null;
  }

  /// Where the address ends: what closes a sentence or a Markdown link is none of it, but the brackets of a title such as `Disk_(full)`
  /// are.
  private static int end(String text, int from, int until) {
    int end = until;
    while (end > from) {
      char last = text.charAt(end - 1);
      boolean closing = last == ')' || last == ']';
      if (closing ? isOpen(text, from, end, last) : ".,;:!?'*_".indexOf(last) < 0) {
        return end;
      }
      end--;
    }
    return end;
  }

  /// Whether the bracket at the end of the address was opened within it.
  private static boolean isOpen(String text, int from, int end, char closing) {
    char opening = closing == ')' ? '(' : '[';
    int depth = 0;
    for (int i = from; i < end; i++) {
      depth += text.charAt(i) == opening ? 1 : text.charAt(i) == closing ? -1 : 0;
    }
    return depth >= 0;
  }
}
