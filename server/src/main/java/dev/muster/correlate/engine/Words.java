package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.Precedents;
import dev.muster.kernel.Percent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/// Says in plain words what the engine's numbers mean. Every alert gets such words, so they are put together without patterns.
final class Words {
  private Words() {}

  static Why join(CorrelationEngine engine, Seen seen, Finder.Home home) {
    Link best = home.links().getFirst();
    double logOdds = home.logOdds();
    var values = new TreeMap<String, Double>();
    values.put("log-odds of joining", logOdds);
    values.put("log-odds of the strongest link", (double) best.logOdds);
    values.put("links", (double) home.near());
    values.put("minutes apart", Math.abs(seen.onset - best.other.onset) / 60_000.0);
    if (best.cost < Link.NO_WAY) {
      values.put("cost of the way", (double) best.cost);
    }
    return engine.why(
        "join",
        tie(engine, seen, best)
            + said(best)
            + (home.near() > 1 ? " " + (home.near() - 1) + " more of its alerts are near." : "")
            + monitor(seen)
            + precedent(seen, home.cluster())
            + " The chance that it belongs here is "
            + percent(logOdds)
            + ".",
        values);
  }

  /// So many alerts that had their like in one past incident are worth a word.
  private static final int TELLING = 3;

  /// What is said of the past that an alert has in common with a group; nothing of little.
  static String precedent(Seen seen, Cluster cluster) {
    int itself = seen.cluster == cluster ? 1 : 0;
    int most = Precedents.most(seen.casesOfPattern, cluster.casesOfPattern) - itself;
    return most < TELLING
        ? ""
        : " "
            + most
            + " of its alerts are of kinds and services that were in one past incident together with this one's.";
  }

  private static String said(Link link) {
    return link.said <= 0
        ? ""
        : " A person said on %s that such alerts belong together."
            .formatted(LocalDate.ofInstant(Instant.ofEpochSecond(link.said), ZoneOffset.UTC));
  }

  private static String tie(CorrelationEngine engine, Seen seen, Link link) {
    String own = name(engine, seen);
    String other = name(engine, link.other);
    String when = apart(seen, link.other);
    if (seen.isAtSame(link.other) && (!seen.isAdrift() || seen.reading.thing())) {
      return own
          + " had another alert "
          + when
          + (seen.place == link.other.place ? "." : ", which came in through another service.");
    }
    if (seen.mentions(link.other.place) || seen.mentions(link.other.service)) {
      return "It names " + other + ", which had an alert " + when + ".";
    }
    if (link.other.mentions(seen.place) || link.other.mentions(seen.service)) {
      return "An alert of " + other + " " + when + " names " + own + ".";
    }
    if (seen.place == link.other.place) {
      return sameDoor(engine, seen, link.other, when);
    }
    if (seen.service >= 0 && seen.service == link.other.service) {
      return own + " and " + other + " are of the same service; the alerts came " + when + ".";
    }
    if (link.cost < Link.NO_WAY && (seen.isAdrift() || link.other.isAdrift())) {
      return door(engine, seen, link, when);
    }
    if (link.cost >= Link.NO_WAY) {
      return "Its text and that of an alert of "
          + other
          + " "
          + when
          + " have something rare in common.";
    }
    if (link.up == 0) {
      return own + " rests on " + other + over(link) + ", which had an alert " + when + ".";
    }
    if (link.down == 0) {
      return other + " rests on " + own + over(link) + "; its alert came " + when + ".";
    }
    return own
        + " and "
        + other
        + " hang together over "
        + (link.down + link.up)
        + " dependencies; the alerts came "
        + when
        + ".";
  }

  /// How the service that it or the other came in through lies to that of the other.
  private static String door(CorrelationEngine engine, Seen seen, Link link, String when) {
    Seen other = link.other;
    String here = thing(engine, seen);
    String there = thing(engine, other);
    String about = (seen.isAdrift() ? "It came in through " : "It is about ") + here;
    String way =
        link.up == 0
            ? ", which rests on " + there + over(link)
            : link.down == 0
                ? ", on which " + there + " rests" + over(link)
                : ", which hangs together with "
                    + there
                    + " over "
                    + (link.down + link.up)
                    + " dependencies";
    return about
        + way
        + (other.isAdrift()
            ? "; " + alert(engine, seen, other) + " came in there " + when + "."
            : "; that had an alert " + when + ".");
  }

  /// Another alert by what it is about, where that says more than the name of a monitor or the one that both have.
  private static String alert(CorrelationEngine engine, Seen seen, Seen other) {
    return other.isAdrift() && (!other.reading.thing() || other.source == seen.source)
        ? "another alert"
        : "an alert of " + name(engine, other);
  }

  /// Of one at least nothing is known but the service that it came in through, which is where the other is as well.
  private static String sameDoor(CorrelationEngine engine, Seen seen, Seen other, String when) {
    String another = alert(engine, seen, other);
    if (!engine.scene.isKnown(seen.place)) {
      return seen.kind == other.kind
          ? "It reads like " + another + " of the same service " + when + "."
          : Character.toUpperCase(another.charAt(0))
              + another.substring(1)
              + " came in through the same service "
              + when
              + ".";
    }
    return (seen.isAdrift() ? "It came in through " : "It is about ")
        + thing(engine, seen)
        + (seen.isAdrift() == other.isAdrift()
            ? ", as " + another + " did " + when + "."
            : other.isAdrift()
                ? "; " + another + " came in there " + when + "."
                : "; that had an alert " + when + ".");
  }

  /// That its source says nothing of a place; nothing where it does, or where it hardly could.
  private static String monitor(Seen seen) {
    return !seen.isAdrift() || seen.reading.thing() || seen.reading.doors() < 2
        ? ""
        : " \""
            + seen.reading.sighting().source()
            + "\" has signed alerts of "
            + (seen.reading.doors() > 2 ? "several services" : "two services")
            + " and is taken for the name of a monitor, which ties no services together.";
  }

  /// What it is about, or else the service that it came in through.
  private static String thing(CorrelationEngine engine, Seen seen) {
    return engine.scene.isKnown(seen.place)
        ? engine.scene.topology.entity(seen.place).name()
        : name(engine, seen);
  }

  private static String over(Link link) {
    int between = link.down + link.up - 1;
    return between <= 0 ? "" : between == 1 ? " over one step" : " over " + between + " steps";
  }

  private static String apart(Seen a, Seen b) {
    long seconds = Math.abs(a.onset - b.onset) / 1_000;
    String span = seconds < 90 ? seconds + " seconds" : Math.round(seconds / 60.0) + " minutes";
    return span + (b.onset <= a.onset ? " before" : " after");
  }

  static String name(CorrelationEngine engine, Seen seen) {
    return seen.reading.entity() >= 0
        ? engine.scene.topology.entity(seen.reading.entity()).name()
        : seen.reading.sighting().source();
  }

  static Why open(CorrelationEngine engine, Cluster cluster, double logOdds, boolean learned) {
    int alerts = cluster.size();
    return engine.why(
        "open",
        alerts == 1
            ? learned
                ? "By itself and by what is known of such alerts it is an incident with a chance of "
                    + percent(logOdds)
                    + "."
                    + monitor(cluster.members.getFirst())
                : "Nothing is known yet of what is noise here, so it is an incident of its own."
                    + monitor(cluster.members.getFirst())
            : alerts
                + " alerts of "
                + cluster.byPlace.size()
                + " things hang together"
                + (learned ? "; the chance of an incident is " + percent(logOdds) : "")
                + ".",
        Map.of("log-odds of an incident", logOdds, "alerts", (double) alerts));
  }

  static Why spare(CorrelationEngine engine, Cluster cluster, double logOdds, int past) {
    return engine.why(
        "spare",
        "%s critical, of a kind that was never noise, and %d past alerts are too few to call it that, though they give an incident a chance of %s only."
            .formatted(
                cluster.size() == 1 ? "It is" : "Of these %d one is".formatted(cluster.size()),
                past,
                percent(logOdds)),
        Map.of("log-odds of an incident", logOdds, "alerts", (double) cluster.size()));
  }

  static Why demote(CorrelationEngine engine, Seen seen, Cluster cluster, double logOdds) {
    var values = new TreeMap<String, Double>();
    values.put("log-odds of an incident", logOdds);
    values.put("log-odds of noise by itself", (double) seen.noise);
    values.put("came here before, on the clock", (double) seen.signs[NoiseSigns.HITS]);
    String sign =
        seen.signs[NoiseSigns.ANNOUNCED] > 0
            ? "Work was announced there for that time."
            : seen.signs[NoiseSigns.OTHER_STAGE] > 0
                ? "It is of the stage " + seen.reading.stage() + "."
                : seen.signs[NoiseSigns.HITS] >= 3
                    ? "It comes by the clock: "
                        + (int) seen.signs[NoiseSigns.HITS]
                        + " times on time before."
                    : seen.signs[2] >= 3
                        ? "The same was noise here " + (int) seen.signs[2] + " times before."
                        : "Alerts like it were mostly noise, and nothing else fits to it.";
    return engine.why(
        "demote",
        sign
            + " The chance of an incident is "
            + percent(logOdds)
            + (cluster.size() > 1 ? " for it and " + (cluster.size() - 1) + " more" : "")
            + ". It stays in sight and counts; it is taken up if it turns out to belong to one.",
        values);
  }

  private static String percent(double logOdds) {
    return Percent.words(CorrelationEngine.sigmoid(logOdds));
  }
}
