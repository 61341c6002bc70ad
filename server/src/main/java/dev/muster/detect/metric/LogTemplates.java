package dev.muster.detect.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Finds what messages of a log have in common: the template behind each, with `<*>` where they differ. Learns while it reads, one
/// pass, bounded. Not safe for use by several threads.
///
/// The method is that of Drain (He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017): messages are
/// sorted by their number of words and their first word, and compared only with the few templates found there; the most similar
/// one takes the message when at least half of the words are equal.
public final class LogTemplates {
  /// Words of a message that are looked at; the rest seldom tells messages apart.
  private static final int WORDS = 40;

  /// Characters of a message that are looked at.
  private static final int LONGEST = 1_000;

  /// Share of equal words from which a message belongs to a template.
  private static final double SIMILAR = 0.5;

  /// Templates that are compared with a message; more mean that the log has no templates.
  private static final int MOST_IN_GROUP = 50;

  private static final String ANY = "<*>";

  /// What stands for a value wherever it occurs: numbers, hexadecimal digits, addresses, identifiers.
  private static final Pattern VALUE =
      Pattern.compile(
          "[+-]?\\d[\\d.,:_%-]*(ns|us|µs|ms|s|m|h|b|kb|mb|gb|kib|mib|gib)?|0x[0-9a-fA-F]+|[0-9a-fA-F-]{16,}|.*\\d.*[@/.:].*|.*[@/.:].*\\d.*");

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern AROUND = Pattern.compile("^[\\[({\"'<]+|[\\])}\"'>,;:.]+$");

  /// A template.
  ///
  /// @param id stays the same while the text becomes more general
  public record Template(String id, String scope, String text) {}

  /// What a message turned out to be.
  ///
  /// @param first whether no message like it was seen before
  /// @param changed whether its text became more general, and has to be stored
  public record Found(Template template, boolean first, boolean changed) {}

  private static final class Node {
    final String id;
    final String[] words;

    Node(String id, String[] words) {
      this.id = id;
      this.words = words;
    }
  }

  private final int most;
  private final Map<String, List<Node>> groups = new HashMap<>();
  private int size;

  /// @param most templates altogether; further messages count as others
  public LogTemplates(int most) {
    this.most = most;
  }

  /// Takes up a template that was stored.
  public void restore(Template template) {
    String[] words = SPACE.split(template.text(), -1);
    groups
        .computeIfAbsent(group(template.scope(), words), _ -> new ArrayList<>())
        .add(new Node(template.id(), words));
    size++;
  }

  public int size() {
    return size;
  }

  /// Finds or makes the template of a message.
  ///
  /// @param scope messages of different scopes have nothing in common, such as those of two services
  public Found learn(String scope, String message) {
    String[] words = words(message);
    List<Node> nodes = groups.computeIfAbsent(group(scope, words), _ -> new ArrayList<>());
    Node best = null;
    double likest = 0;
    for (Node node : nodes) {
      double like = similarity(node.words, words);
      if (like > likest) {
        likest = like;
        best = node;
      }
    }
    if (best != null && likest >= SIMILAR) {
      boolean changed = merge(best.words, words);
      return new Found(new Template(best.id, scope, String.join(" ", best.words)), false, changed);
    }
    if (size >= most || nodes.size() >= MOST_IN_GROUP) {
      return new Found(new Template("other", scope, "others"), false, false);
    }
    String text = String.join(" ", words);
    var made = new Node(id(scope, text), words);
    nodes.add(made);
    size++;
    return new Found(new Template(made.id, scope, text), true, true);
  }

  private static String[] words(String message) {
    String head = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
    int line = head.indexOf('\n'); // of a stack trace the first line tells
    String[] all = SPACE.split((line > 0 ? head.substring(0, line) : head).strip(), -1);
    String[] words = all.length > WORDS ? Arrays.copyOf(all, WORDS) : all;
    for (int i = 0; i < words.length; i++) {
      String bare = AROUND.matcher(words[i]).replaceAll("");
      int equals = bare.indexOf('=');
      if (equals > 0 && equals < bare.length() - 1) {
        words[i] = bare.substring(0, equals + 1) + ANY; // key=value
      } else if (VALUE.matcher(bare).matches()) {
        words[i] = ANY;
      } else {
        words[i] = words[i].replace("\0", "");
      }
    }
    return words;
  }

  private static String group(String scope, String[] words) {
    return scope + "\n" + words.length + "\n" + words[0];
  }

  private static double similarity(String[] template, String[] words) {
    int equal = 0;
    for (int i = 0; i < words.length; i++) {
      if (template[i].equals(words[i])) {
        equal++;
      }
    }
    return (double) equal / words.length;
  }

  private static boolean merge(String[] template, String[] words) {
    boolean changed = false;
    for (int i = 0; i < words.length; i++) {
      if (!template[i].equals(words[i]) && !template[i].equals(ANY)) {
        template[i] = ANY;
        changed = true;
      }
    }
    return changed;
  }

  private static String id(String scope, String text) {
    long hash = 1125899906842597L;
    String all = scope + "\n" + text;
    for (int i = 0; i < all.length(); i++) {
      hash = 31 * hash + all.charAt(i);
    }
    return "T" + Long.toUnsignedString(hash, 36).toUpperCase(java.util.Locale.ROOT);
  }
}
