package dev.muster.catalog.topology;

import dev.muster.kernel.WordBreaks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the entity that an alert speaks of, whatever its monitor calls it. Knows no format of any monitor: all identifiers of all
/// entities are in one index, and a field is searched for the longest stretch between separators that is an identifier. So a full
/// host name, an address with a port, a namespace before a pod, a cloud resource name, a URL and a name with something in front
/// or behind lead to the same entity. What a part's name begins with leads to its service when all parts with that beginning
/// belong to it, so that an unknown replica is at least known by its service.
///
/// Immutable but for a bounded memo of fields already looked up; for one thread.
public final class EntityResolver {
  /// Distinct field values kept, and as many words of prose; beyond that the longest unused is forgotten. A value takes some 200 bytes,
  /// so this is some 13 MB each.
  private static final int MEMO = 1 << 16;

  /// Shorter stretches are too common to identify anything.
  private static final int SHORTEST = 3;

  /// A code may be the beginning of a longer word (a job named after its application) only from this length on.
  private static final int SHORTEST_BEGINNING = 5;

  /// Longer values are prose; only so much is searched.
  private static final int LONGEST = 2_000;

  /// More parts between separators than this are not searched as stretches.
  private static final int MOST_PARTS = 16;

  private static final Set<String> PEER_KEYS =
      Set.of(
          "peer",
          "upstream",
          "downstream",
          "remote",
          "target",
          "dest",
          "destination",
          "dependency");

  /// By character: whether it lies between words.
  private static final WordBreaks BREAKS = new WordBreaks("'\"()[]{},;=<>|@`!?");

  private static final Found NOTHING = new Found(-1, false, "", List.of());

  private final Topology topology;
  private final Map<String, Integer> index;
  private final Map<String, List<String>> phrases;
  private final Abbreviations abbreviations;
  private final Map<String, Found> memo = memo();
  private final Map<String, Found> words = memo();

  private static Map<String, Found> memo() {
    return new LinkedHashMap<>(1 << 12, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Found> eldest) {
        return size() > MEMO;
      }
    };
  }

  /// @param exact false when only what it belongs to is known by that stretch
  /// @param all every entity named, in order
  private record Found(int entity, boolean exact, String stretch, List<Integer> all) {}

  private EntityResolver(
      Topology topology, Map<String, Integer> index, Map<String, List<String>> phrases) {
    this.topology = topology;
    this.index = index;
    this.phrases = phrases;
    this.abbreviations = new Abbreviations(topology);
  }

  /// Services by what people make of their names when they shorten them: a piece of every word, in order, each beginning with the
  /// word's first letter. Used only when nothing else is found, and only when a single service fits.
  private static final class Abbreviations {
    private static final int SHORTEST_PIECE = 2;
    private static final int SHORTEST_WHOLE = 5;

    private final Map<Character, List<Named>> byFirst = new HashMap<>();
    private final Map<String, Found> memo = memo();

    /// A service and the words of its name.
    private record Named(int service, List<String> words) {}

    private Abbreviations(Topology topology) {
      for (int i = 0; i < topology.size(); i++) {
        String name = topology.entity(i).name();
        if (topology.serviceOf(i) == i && !name.isEmpty()) {
          List<String> words = List.of(name.toLowerCase(Locale.ROOT).split("[-_. ]", -1));
          if (words.size() >= 2) {
            byFirst
                .computeIfAbsent(Character.toLowerCase(name.charAt(0)), key -> new ArrayList<>())
                .add(new Named(i, words));
          }
        }
      }
    }

    private Found find(String text) {
      Found known = memo.get(text);
      if (known == null) {
        known = search(text);
        memo.put(text, known);
      }
      return known;
    }

    private Found search(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (lower.length() > 60) {
        return NOTHING;
      }
      int only = -1;
      int begin = 0;
      // the text may have something in front, so each separator may be where the name begins
      while (begin < lower.length()) {
        String rest = lower.substring(begin);
        String letters = letters(rest);
        if (letters.length() >= SHORTEST_WHOLE) {
          for (Named candidate : byFirst.getOrDefault(rest.charAt(0), List.of())) {
            if (candidate.service != only && pieces(letters, 0, candidate.words, 0)) {
              if (only >= 0) {
                return NOTHING;
              }
              only = candidate.service;
            }
          }
        }
        if (only >= 0) {
          return new Found(only, false, text, List.of(only));
        }
        while (begin < lower.length() && !isSeparator(lower.charAt(begin))) {
          begin++;
        }
        begin++;
      }
      return NOTHING;
    }

    /// Its beginning, of which a name may be made.
    private static String letters(String text) {
      var letters = new StringBuilder();
      int at = 0;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
        if (text.charAt(at) != '-') {
          letters.append(text.charAt(at));
        }
        at++;
      }
      return letters.toString();
    }

    private static boolean pieces(CharSequence text, int at, List<String> words, int word) {
      if (word == words.size()) {
        return at == text.length();
      }
      String target = words.get(word);
      if (target.isEmpty() || at >= text.length() || text.charAt(at) != target.charAt(0)) {
        return false;
      }
      int used = 1;
      int matched = 1;
      while (true) {
        if (matched >= Math.min(SHORTEST_PIECE, target.length())
            && pieces(text, at + matched, words, word + 1)) {
          return true;
        }
        if (at + matched >= text.length()) {
          return false;
        }
        int next = target.indexOf(text.charAt(at + matched), used);
        if (next < 0) {
          return false;
        }
        used = next + 1;
        matched++;
      }
    }
  }

  /// A resolver for that topology.
  public static EntityResolver of(Topology topology) {
    var claims = new TreeMap<String, Claim>();
    for (int i = 0; i < topology.size(); i++) {
      Entity entity = topology.entity(i);
      claim(claims, entity.id(), i, 3);
      claim(claims, entity.name(), i, 3);
      claim(claims, afterScheme(entity.name()), i, 3);
      for (String alias : entity.aliases()) {
        claim(claims, alias, i, 3);
        claim(claims, afterScheme(alias), i, 3);
        claim(claims, squeezed(alias), i, 1);
      }
      claim(claims, squeezed(entity.name()), i, 1);
    }
    for (int i = 0; i < topology.size(); i++) {
      int service = topology.serviceOf(i);
      if (service >= 0 && service != i) {
        for (String beginning : beginnings(topology.entity(i).name())) {
          claim(claims, beginning, service, 0);
        }
      }
    }
    var index = new HashMap<String, Integer>();
    var phrases = new HashMap<String, List<String>>();
    claims.forEach((text, claim) -> {
      if (claim.entity >= 0) {
        index.put(text, claim.rank == 0 ? -2 - claim.entity : claim.entity);
        if (text.indexOf(' ') > 0) {
          phrases
              .computeIfAbsent(text.substring(0, text.indexOf(' ')), key -> new ArrayList<>())
              .add(text);
        }
      }
    });
    phrases.values().forEach(list -> list.sort((a, b) -> b.length() - a.length()));
    return new EntityResolver(topology, index, phrases);
  }

  private static final class Claim {
    private int entity;
    private int rank;

    private Claim(int entity, int rank) {
      this.entity = entity;
      this.rank = rank;
    }
  }

  /// The stronger claim wins; of two equal ones neither, unless one is the service of the other.
  private static void claim(Map<String, Claim> claims, String text, int entity, int rank) {
    String key = text.strip().toLowerCase(Locale.ROOT);
    if (key.length() < SHORTEST) {
      return;
    }
    Claim old = claims.get(key);
    if (old == null) {
      claims.put(key, new Claim(entity, rank));
    } else if (rank > old.rank) {
      old.entity = entity;
      old.rank = rank;
    } else if (rank == old.rank && old.entity != entity) {
      old.entity = -1;
    }
  }

  private static String afterScheme(String text) {
    int at = text.indexOf("://");
    return at < 0 ? text : text.substring(at + 3);
  }

  /// Only letters and digits: `CardPayments`, `card-payments` and `card_payments` are the same name.
  private static String squeezed(String text) {
    var letters = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        letters.append(c);
      }
    }
    return letters.length() < 2 * SHORTEST ? "" : letters.toString();
  }

  /// What comes before each separator of a name, of two words at least, as one word alone names a field of business rather than a
  /// thing, and as long as what is left out is no mere number: those count the parts of many.
  private static List<String> beginnings(String name) {
    var all = new ArrayList<String>();
    int end = name.length();
    while (true) {
      int cut = -1;
      for (int i = end - 1; i > 0; i--) {
        if (isSeparator(name.charAt(i))) {
          cut = i;
          break;
        }
      }
      if (cut < SHORTEST_BEGINNING) {
        return all;
      }
      boolean number = name.substring(cut + 1, end).chars().allMatch(Character::isDigit);
      if (number && all.isEmpty()) {
        return all;
      }
      String beginning = name.substring(0, cut);
      if (beginning.chars().anyMatch(c -> isSeparator((char) c))) {
        all.add(beginning);
      }
      end = cut;
    }
  }

  private static boolean isSeparator(char c) {
    return c == '-' || c == '_' || c == '.' || c == '/' || c == ':';
  }

  /// The topology that it searches.
  public Topology topology() {
    return topology;
  }

  /// The entity that an alert speaks of.
  ///
  /// @param source the affected host or thing as its monitor says
  /// @param component the part of it, when given
  /// @param group what it is grouped under, when given
  /// @param summary the text for people
  /// @param attributes anything else, by name
  public Resolution resolve(
      String source,
      @Nullable String component,
      @Nullable String group,
      String summary,
      Map<String, String> attributes) {
    var named = new ArrayList<Found>();
    var peers = new LinkedHashSet<Integer>();
    add(named, source);
    Map<String, String> ordered =
        attributes instanceof SortedMap<String, String> sorted && sorted.comparator() == null
            ? attributes
            : new TreeMap<>(attributes);
    for (Map.Entry<String, String> attribute : ordered.entrySet()) {
      if (PEER_KEYS.contains(attribute.getKey().toLowerCase(Locale.ROOT))) {
        peers.addAll(search(attribute.getValue()).all);
      } else {
        add(named, attribute.getValue());
      }
    }
    if (component != null) {
      add(named, component);
    }
    Found text = prose(summary);
    Found best = best(named, text);
    if (named.isEmpty()) {
      String own = ownName(source, component, ordered, summary);
      Found abbreviated = abbreviations.find(own == null ? source : own);
      if (abbreviated.entity >= 0) {
        best = abbreviated;
      } else if (own != null) {
        // the alert names its own thing, which nobody knows; what else the text names is a peer of
        // it
        peers.addAll(text.all);
        return new Resolution(-1, -1, List.copyOf(peers), own, false, false, gap(own));
      }
    }
    if (best.entity < 0 && group != null) {
      best = search(group);
    }
    if (best.entity < 0) {
      return new Resolution(-1, -1, List.copyOf(peers), source, false, false, gap(source));
    }
    int service = topology.serviceOf(best.entity);
    for (Found each : named) {
      if (each.entity >= 0 && topology.serviceOf(each.entity) == each.entity && each.exact) {
        service = each.entity;
        break;
      }
    }
    for (Found each : named) {
      peers.addAll(each.all);
    }
    peers.addAll(text.all);
    peers.remove(best.entity);
    peers.remove(service);
    Entity entity = topology.entity(best.entity);
    return new Resolution(
        best.entity,
        service,
        new ArrayList<>(peers),
        best.stretch,
        best.exact,
        named.contains(best),
        best.exact
            ? '"' + best.stretch + "\" is " + entity.name() + '.'
            : '"'
                + best.stretch
                + "\" is not known itself; by its name it is a part of "
                + entity.name()
                + '.');
  }

  private static String gap(String name) {
    return "Nothing in the topology is called \""
        + name
        + "\", and no other field of the alert names anything known.";
  }

  /// The field that is repeated in the text: what the alert is about, in the words of its monitor.
  private static @Nullable String ownName(
      String source, @Nullable String component, Map<String, String> attributes, String summary) {
    if (isOwnName(source, summary)) {
      return source;
    }
    for (String value : attributes.values()) {
      if (isOwnName(value, summary)) {
        return value;
      }
    }
    return component != null && isOwnName(component, summary) ? component : null;
  }

  private static boolean isOwnName(String value, String summary) {
    return value.length() > SHORTEST && hasLetter(value) && summary.contains(value);
  }

  private void add(List<Found> named, String value) {
    Found found = search(value);
    if (found.entity >= 0) {
      named.add(found);
    }
  }

  /// A part before a service, as it says more; fields before prose.
  private Found best(Collection<Found> named, Found text) {
    for (Found each : named) {
      if (each.exact && topology.serviceOf(each.entity) != each.entity) {
        return each;
      }
    }
    for (Found each : named) {
      return each;
    }
    return text;
  }

  /// As {@link #search}, for a text that hardly comes twice, though its words do.
  private Found prose(String value) {
    if (value.length() < SHORTEST) {
      return NOTHING;
    }
    return lookUp(
        (value.length() > LONGEST ? value.substring(0, LONGEST) : value).toLowerCase(Locale.ROOT));
  }

  /// All entities named in that text; the first that is named exactly leads.
  private Found search(String value) {
    if (value.length() < SHORTEST) {
      return NOTHING;
    }
    String key = value.length() > LONGEST ? value.substring(0, LONGEST) : value;
    Found known = memo.get(key);
    if (known != null) {
      return known;
    }
    Found found = lookUp(key.toLowerCase(Locale.ROOT));
    memo.put(key, found);
    return found;
  }

  private Found lookUp(String text) {
    String stripped = text.strip();
    Integer whole = index.get(stripped);
    if (whole != null) {
      int entity = whole < 0 ? -2 - whole : whole;
      return new Found(entity, whole >= 0, stripped, List.of(entity));
    }
    var all = new LinkedHashSet<Integer>();
    Found first = NOTHING;
    int at = 0;
    while (at < text.length()) {
      if (BREAKS.holds(text.charAt(at))) {
        at++;
        continue;
      }
      int end = at;
      while (end < text.length() && !BREAKS.holds(text.charAt(end))) {
        end++;
      }
      String word = text.substring(at, end);
      Found found = phrase(text, at, word);
      if (found.entity < 0) {
        found = words.get(word);
        if (found == null) {
          found = word(word);
          words.put(word, found);
        }
      } else {
        end = at + found.stretch.length();
      }
      if (found.entity >= 0) {
        all.addAll(found.all);
        if (first.entity < 0 || (!first.exact && found.exact)) {
          first = found;
        }
      }
      at = end;
    }
    return first.entity < 0
        ? NOTHING
        : new Found(first.entity, first.exact, first.stretch, List.copyOf(all));
  }

  /// A name of several words that begins with that word, which stands at `at`.
  private Found phrase(String text, int at, String word) {
    List<String> names = phrases.get(word);
    if (names != null) {
      for (String name : names) {
        if (text.startsWith(name, at)) {
          Integer entity = index.get(name);
          if (entity != null && entity >= 0) {
            return new Found(entity, true, name, List.of(entity));
          }
        }
      }
    }
    return NOTHING;
  }

  /// The longest stretches of that word between separators that are identifiers, none within another.
  private Found word(String raw) {
    int from = 0;
    int to = raw.length();
    while (from < to && isSeparator(raw.charAt(from))) {
      from++;
    }
    while (to > from && (isSeparator(raw.charAt(to - 1)) || raw.charAt(to - 1) == '%')) {
      to--;
    }
    if (to - from < SHORTEST) {
      return NOTHING;
    }
    String word = raw.substring(from, to);
    int[] starts = new int[MOST_PARTS];
    int[] ends = new int[MOST_PARTS];
    int parts = 0;
    int begin = 0;
    for (int i = 0; i <= word.length() && parts < MOST_PARTS; i++) {
      if (i == word.length() || isSeparator(word.charAt(i)) || word.charAt(i) == '>') {
        if (i > begin) {
          starts[parts] = begin;
          ends[parts++] = i;
        }
        begin = i + 1;
      }
    }
    var all = new LinkedHashSet<Integer>();
    Found first = NOTHING;
    for (int length = parts; length >= 1; length--) {
      for (int i = 0; i + length <= parts; i++) {
        if (starts[i] < 0 || starts[i + length - 1] < 0) {
          continue;
        }
        String stretch = word.substring(starts[i], ends[i + length - 1]);
        // a lone word inside a longer one is a part of speech rather than a name
        if (stretch.length() < (length == 1 && parts > 1 ? 4 : SHORTEST)) {
          continue;
        }
        Integer hit = index.get(stretch);
        boolean whole = true;
        if (hit == null && length == 1 && parts <= 2) {
          hit = beginning(stretch);
          whole = false;
        }
        if (hit == null) {
          continue;
        }
        if (length == 1 && parts > 1 && !hasDigit(stretch) && parts > 3) {
          continue;
        }
        int entity = hit < 0 ? -2 - hit : hit;
        boolean exact = hit >= 0 && (whole || topology.serviceOf(entity) == entity);
        all.add(entity);
        if (first.entity < 0 || (!first.exact && exact)) {
          first = new Found(entity, exact, exact ? stretch : word, List.of());
        }
        for (int k = i; k < i + length; k++) {
          starts[k] = -1;
        }
      }
    }
    if (first.entity < 0) {
      // the same letters with other separators
      Integer same = index.get(squeezed(word));
      return same == null || same < 0 ? NOTHING : new Found(same, true, word, List.of(same));
    }
    return new Found(first.entity, first.exact, first.stretch, List.copyOf(all));
  }

  /// A code of letters and digits that the word begins with, the longest.
  private @Nullable Integer beginning(String word) {
    for (int length = word.length() - 1; length >= SHORTEST_BEGINNING; length--) {
      String code = word.substring(0, length);
      Integer hit = index.get(code);
      if (hit != null && hit >= 0 && hasDigit(code) && hasLetter(code)) {
        return hit;
      }
    }
    return null;
  }

  private static boolean hasDigit(String text) {
    return text.chars().anyMatch(Character::isDigit);
  }

  private static boolean hasLetter(String text) {
    return text.chars().anyMatch(Character::isLetter);
  }

  /// Identifiers that are known, for tests and diagnostics.
  Set<String> identifiers() {
    return Collections.unmodifiableSet(index.keySet());
  }
}
