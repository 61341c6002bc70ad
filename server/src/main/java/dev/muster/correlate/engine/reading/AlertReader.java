package dev.muster.correlate.engine.reading;

import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Resolution;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.numbers.ClockSkews;
import dev.muster.kernel.WordBreaks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads alerts: which entity they speak of, when the trouble began, what kind they are. Learns three things by the way, all bounded:
/// how far the clock of each tool is off, what tools call things that the topology does not know by that name, when the same alerts
/// name a known one elsewhere, and what the doors of services and sources that nobody knows say of a place ({@link Senders}). For one
/// thread.
public final class AlertReader {
  /// Names kept that are being learned; beyond that the longest unused is forgotten.
  private static final int NAMES = 1 << 15;

  /// So often must a name come together with one and the same entity before it is believed.
  private static final int BELIEVED = 3;

  private static final int MOST_MARKS = 12;

  private static final Set<String> STAGES =
      Set.of(
          "prod",
          "production",
          "prd",
          "live",
          "staging",
          "stage",
          "stg",
          "preprod",
          "pre-prod",
          "preproduction",
          "test",
          "testing",
          "tst",
          "dev",
          "development",
          "qa",
          "uat",
          "integration",
          "sandbox",
          "int",
          "demo");

  /// By character: whether it lies between words.
  private static final WordBreaks BREAKS = new WordBreaks("'\"()[]{},;=<>|");

  private final EntityResolver resolver;
  private final ClockSkews clocks = new ClockSkews();
  private final Senders senders = new Senders();
  private final Map<String, Name> names =
      new LinkedHashMap<>(1 << 10, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Name> eldest) {
          return size() > NAMES;
        }
      };

  /// What a name was seen with: the entity that it was seen with most, and by how much more often than with others.
  private static final class Name {
    private int entity = -1;
    private int seen;
  }

  /// A reader for that topology.
  public AlertReader(Topology topology) {
    this.resolver = EntityResolver.of(topology);
  }

  /// The topology in whose numbers entities are given.
  public Topology topology() {
    return resolver.topology();
  }

  /// Reads one alert. Reading the same alert twice counts twice in what is learned by the way, so read each once.
  public AlertReading read(AlertSighting sighting) {
    Resolution found =
        resolver.resolve(
            sighting.source(),
            sighting.component(),
            sighting.group(),
            sighting.summary(),
            sighting.attributes());
    found = withLearnedName(sighting, found);
    var marks = new ArrayList<String>();
    String template = template(sighting.summary(), marks);
    String kind =
        sighting.tool() + '|' + (sighting.eventClass() == null ? template : sighting.eventClass());
    Senders.Heard heard = heard(sighting, found);
    return new AlertReading(
        sighting,
        clocks.onset(sighting.tool(), sighting.arrivedAt(), sighting.reportedAt()),
        found.entity(),
        found.service(),
        found.mentions(),
        found.identifier(),
        found.exact(),
        template,
        kind,
        marks,
        stage(sighting, found.entity()),
        found.words(),
        heard == null ? null : sighting.scope(),
        heard != null && isNamed(sighting, found),
        heard == null || heard.thing(),
        heard == null ? 0 : heard.doors());
  }

  private static boolean isNamed(AlertSighting sighting, Resolution found) {
    return !found.identifier().isEmpty() && sighting.summary().contains(found.identifier());
  }

  /// What the door that it came in through says of it; null when something else says it, or when the door is everybody's.
  private Senders.@Nullable Heard heard(AlertSighting sighting, Resolution found) {
    String door = sighting.scope();
    if (door == null) {
      return null;
    }
    if (found.entity() >= 0 || found.service() >= 0) {
      senders.named(door, topology().indexOf(door), found.service());
      return null;
    }
    Senders.Heard heard =
        senders.unknown(
            door,
            found.identifier().isEmpty() ? sighting.source() : found.identifier(),
            sighting.tool(),
            isNamed(sighting, found),
            sighting.arrivedAt().toEpochMilli());
    return senders.isEverybodys(door) ? null : heard;
  }

  /// Uses and learns what tools call an entity by a name of their own.
  private Resolution withLearnedName(AlertSighting sighting, Resolution found) {
    if (found.entity() >= 0 && found.named()) {
      learn(sighting.source(), sighting, found);
      sighting.attributes().values().forEach(value -> learn(value, sighting, found));
      return found;
    }
    Name name = names.get(found.identifier().toLowerCase(Locale.ROOT));
    if (name == null || name.seen < BELIEVED) {
      return found;
    }
    Topology topology = topology();
    return new Resolution(
        name.entity,
        topology.serviceOf(name.entity),
        found.mentions().stream().filter(x -> x != name.entity).toList(),
        found.identifier(),
        false,
        true,
        '"'
            + found.identifier()
            + "\" is not in the topology, but "
            + name.seen
            + " alerts named it together with "
            + topology.entity(name.entity).name()
            + '.');
  }

  /// Another field of the alert, repeated in its text, is one more name of what was found; a majority decides.
  private void learn(String value, AlertSighting sighting, Resolution found) {
    if (value.length() < 4
        || value.length() > 80
        || value.equalsIgnoreCase(found.identifier())
        || !sighting.summary().contains(value)) {
      return;
    }
    Name name = names.computeIfAbsent(value.toLowerCase(Locale.ROOT), key -> new Name());
    if (name.entity == found.entity()) {
      name.seen++;
    } else if (--name.seen < 0) {
      name.entity = found.entity();
      name.seen = 1;
    }
  }

  /// The summary with everything left out that differs between alerts of a kind; collects the words that mark a particular problem.
  private String template(String summary, List<String> marks) {
    var template = new StringBuilder(summary.length());
    var seen = new LinkedHashSet<String>();
    int at = 0;
    int length = Math.min(summary.length(), 400);
    while (at < length) {
      char c = summary.charAt(at);
      if (BREAKS.holds(c)) {
        at++;
        continue;
      }
      int end = at;
      while (end < length && !BREAKS.holds(summary.charAt(end))) {
        end++;
      }
      String word = trimmed(summary.substring(at, end));
      at = end;
      if (word.isEmpty()) {
        continue;
      }
      if (!template.isEmpty()) {
        template.append(' ');
      }
      boolean plain = isPlain(word);
      boolean mixed = plain && isMixed(word);
      if (plain && !mixed) {
        template.append(word.toLowerCase(Locale.ROOT));
      } else {
        template.append('*');
        if (isMark(word) && seen.size() < MOST_MARKS) {
          seen.add(word.toLowerCase(Locale.ROOT));
        }
      }
    }
    marks.addAll(seen);
    return template.toString();
  }

  private static String trimmed(String word) {
    int from = 0;
    int to = word.length();
    while (from < to && ".:,!?".indexOf(word.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && ".:,!?".indexOf(word.charAt(to - 1)) >= 0) {
      to--;
    }
    return word.substring(from, to);
  }

  private static boolean isPlain(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
        return false;
      }
    }
    return true;
  }

  /// Capital letters inside, as names of classes and of services have them.
  private static boolean isMixed(String word) {
    for (int i = 1; i < word.length(); i++) {
      if (Character.isUpperCase(word.charAt(i)) && Character.isLowerCase(word.charAt(i - 1))) {
        return true;
      }
    }
    return false;
  }

  /// Long enough, with a letter, and more than a number with a unit.
  private static boolean isMark(String word) {
    if (word.length() < 4 || word.length() > 80) {
      return false;
    }
    int letters = 0;
    for (int i = 0; i < word.length(); i++) {
      if (Character.isLetter(word.charAt(i))) {
        letters++;
      }
    }
    boolean measure = Character.isDigit(word.charAt(0)) && letters <= 3;
    return letters >= 1 && !measure;
  }

  private String stage(AlertSighting sighting, int entity) {
    String group = sighting.group();
    if (group != null && STAGES.contains(group.toLowerCase(Locale.ROOT))) {
      return canonical(group);
    }
    for (String value : sighting.attributes().values()) {
      if (value.length() <= 13 && STAGES.contains(value.toLowerCase(Locale.ROOT))) {
        return canonical(value);
      }
    }
    @Nullable String known = entity < 0 ? null : topology().entity(entity).stage();
    if (known == null && entity >= 0 && topology().serviceOf(entity) >= 0) {
      known = topology().entity(topology().serviceOf(entity)).stage();
    }
    return known == null ? "" : canonical(known);
  }

  private static String canonical(String stage) {
    String lower = stage.toLowerCase(Locale.ROOT);
    return lower.startsWith("prod") || lower.equals("prd") || lower.equals("live") ? "prod" : lower;
  }
}
