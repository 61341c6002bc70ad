package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Sequences of alerts that ended in incidents before, and may again. A step is a kind of alert on something that a service is made of
/// or rests on, never a particular host. So what was learned on one service is known again on another. Every sequence of two or three
/// steps is counted once its outcome is known; what counts is the share of its occurrences that an incident followed, so a sequence
/// that often comes to nothing does not warn.
final class Sequences {
  /// Steps further apart belong to different stories.
  static final Duration WINDOW = Duration.ofMinutes(25);

  /// So many different steps at once are no forewarning but the incident itself.
  private static final int STORM = 9;

  /// Sequences that one alert completes when two steps came before it: two pairs and a triple.
  private static final int CALM = 3;

  /// Sequences counted; beyond that the longest unheard is forgotten. Some 200 bytes each.
  private static final int MOST = 150_000;

  /// Alerts whose outcome is awaited; beyond that the oldest counts for nothing.
  private static final int AWAITED = 50_000;

  // An alert may be a step for several services, as machines and stores are shared; it counts for
  // the one whose story it continues
  // best. That this ended in an incident there says most, then that it did anywhere, then that it
  // is the longer story: that of two
  // services who own what cries only decides between equals, or whoever owns the machine would take
  // what its guests suffer.

  private static final double ENDED_HERE = 10;
  private static final double ENDED = 5;
  private static final double STEP = 3;

  /// Services that something may be a step for; what more rest on forewarns nobody in particular.
  private static final int MOST_SUBJECTS = 40;

  /// Share of sequences that an incident followed, as long as nothing is known.
  private static final double PRIOR = 0.08;

  private static final double PRIOR_WEIGHT = 1;
  private static final double OWN_WEIGHT = 2;

  /// Worth of the assumed share of hits of a shape, in alerts.
  private static final double SHAPE_WEIGHT = 10;

  /// From so many hits and from such a share of them on a sequence is proven on other services.
  private static final int PROVEN_HITS = 3;

  private static final double PROVEN_SHARE = 0.65;

  /// From such a share of hits on a service on, what is heard there counts as having ended so on that very service.
  private static final double OWN_SHARE = 0.4;

  /// Of two steps, once is chance: from so many hits on a service on they count as its own.
  private static final int OWN_PAIRS = 2;

  /// Share of hits of what is proven elsewhere that is assumed for a service where it never came, as long as few such were seen.
  private static final double PROVEN_ASSUMED = 0.7;

  /// Past incidents and lead times kept per sequence.
  private static final int KEPT = 20;

  /// What is known of a sequence.
  static final class Count {
    double heard;
    double hits;
    double later;
    final List<String> incidents = new ArrayList<>(2);
    final List<Duration> leads = new ArrayList<>(2);
  }

  /// What kind of continuation an alert is: the share of hits is learned for each.
  ///
  /// @param whole whether past incidents began with no further step after this one
  /// @param full whether all three steps were heard, not only two
  /// @param own whether it ended in an incident on this very service before, two steps more than once, and not only now and then
  /// @param often whether it ended in an incident about as often as not, anywhere
  /// @param calm whether little else was heard about the service meanwhile: in the middle of trouble much seems to follow on much
  /// @param proven whether two steps ended in incidents elsewhere several times and seldom in nothing, though never here
  record Shape(
      boolean whole, boolean full, boolean own, boolean often, boolean calm, boolean proven) {
    /// Share of hits assumed as long as few of the shape were seen.
    double assumed() {
      double share =
          whole
              ? (full
                  ? (own ? 0.9 : often ? 0.75 : 0.5)
                  : own ? 0.8 : proven ? PROVEN_ASSUMED : 0.3)
              : own ? 0.5 : 0.2;
      return calm || own || full ? share : share / 4;
    }
  }

  private record Step(String alert, long at, String sign, boolean own) {}

  /// A sequence that was just completed.
  record Completed(String key, List<String> alerts, Count general, Count own) {
    double chance() {
      return Sequences.chance(general, own);
    }
  }

  /// What an alert completed.
  ///
  /// @param subject the service it is about
  /// @param shape null when none of its sequences ended in an incident before
  /// @param occasion the last change on the service before, see {@link Occasion}
  record Continued(
      String alert,
      int subject,
      List<Completed> sequences,
      @Nullable Shape shape,
      String occasion) {
    /// The one most likely to end in an incident, of those that did before; null for none.
    @Nullable Completed likeliest() {
      Completed best = null;
      for (Completed one : sequences) {
        if (one.general.hits > 0 && (best == null || one.chance() > best.chance())) {
          best = one;
        }
      }
      return best;
    }
  }

  /// Tells on what occasion something comes: what was last changed on a service by a time, in milliseconds since 1970.
  interface Changed {
    String before(int service, long at);
  }

  /// A service of that kind has no alerts and no people of its own to warn.
  private static final String BUSINESS = "business_service";

  private static final Count NEVER = new Count();

  private final Topology topology;

  /// The number of that kind of dependency; -1 when there is none of it.
  private final int betweenServices;

  private final Map<Integer, ArrayDeque<Step>> recent = new HashMap<>();
  private final Map<Integer, int[]> subjects = new HashMap<>();
  private final Map<String, Count> counts = bounded(MOST);
  private final Map<String, Continued> awaited = bounded(AWAITED);
  private final Map<Shape, double[]> shapes = new HashMap<>();
  private final Map<String, String> kinds = bounded(AWAITED);
  private final Map<Integer, Long> warned = new HashMap<>();
  private final Occasion occasions = new Occasion();

  Sequences(Topology topology) {
    this.topology = topology;
    this.betweenServices = topology.dependencyKinds().indexOf(Dependency.OF_SERVICES);
  }

  private static <T> Map<String, T> bounded(int most) {
    return new LinkedHashMap<>(1024, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > most;
      }
    };
  }

  /// Hears an alert; null when it continues nothing.
  @Nullable Continued hear(Symptom symptom, Changed changed) {
    int place = symptom.place() == null ? -1 : topology.indexOf(symptom.place());
    if (place < 0) {
      return null;
    }
    int best = -1;
    double bestScore = -1;
    List<List<Step>> bestTuples = List.of();
    for (int subject : subjects(place)) {
      ArrayDeque<Step> steps = recent.computeIfAbsent(subject, none -> new ArrayDeque<>());
      long oldest = symptom.at() - WINDOW.toMillis();
      while (!steps.isEmpty() && steps.peekFirst().at < oldest) {
        steps.removeFirst();
      }
      Step now =
          new Step(
              symptom.alert(),
              symptom.at(),
              kinds.computeIfAbsent(symptom.sign(), Sequences::generalised),
              topology.serviceOf(place) == subject);
      boolean again = steps.stream().anyMatch(s -> s.sign.equals(now.sign));
      if (steps.size() < STORM && !again && !steps.isEmpty()) {
        List<List<Step>> tuples = tuples(new ArrayList<>(steps), now);
        double score = 0;
        for (List<Step> tuple : tuples) {
          double own = 0;
          for (Step step : tuple) {
            own += step.own ? 1 : 0;
          }
          Count known = counts.getOrDefault(subject + ":" + join(tuple), NEVER);
          Count general = counts.getOrDefault(join(tuple), NEVER);
          score =
              Math.max(
                  score,
                  (known.hits > 0 ? ENDED_HERE * chance(general, known) : 0)
                      + (general.hits > 0 ? ENDED * anywhere(general) : 0)
                      + STEP * tuple.size()
                      + own);
        }
        if (score > bestScore) {
          bestScore = score;
          best = subject;
          bestTuples = tuples;
        }
      }
      if (steps.size() < 3 * STORM) {
        steps.addLast(now);
      }
    }
    if (best < 0) {
      return null;
    }
    var completed = new ArrayList<Completed>();
    for (List<Step> tuple : bestTuples) {
      String key = join(tuple);
      completed.add(
          new Completed(
              key,
              tuple.stream().map(Step::alert).toList(),
              counts.getOrDefault(key, NEVER),
              counts.getOrDefault(best + ":" + key, NEVER)));
    }
    var continued =
        new Continued(
            symptom.alert(), best, completed, shape(completed), changed.before(best, symptom.at()));
    awaited.put(symptom.alert(), continued);
    return continued;
  }

  /// The kind of problem in words, however a monitor writes it and whichever monitor it is; the sign itself when it has no words.
  static String generalised(String sign) {
    String kind = sign.substring(sign.indexOf('|') + 1);
    if (kind.indexOf('*') >= 0) {
      return sign;
    }
    String words =
        kind.replaceAll("([a-z])([A-Z])", "$1 $2")
            .replaceAll("[^A-Za-z0-9]+", " ")
            .toLowerCase(Locale.ROOT)
            .trim();
    return words.chars().filter(Character::isLetter).count() >= 4 ? words : sign;
  }

  private static @Nullable Shape shape(List<Completed> completed) {
    Completed best = null;
    boolean full = false;
    boolean own = false;
    for (Completed one : completed) {
      if (one.general.hits > 0) {
        full |= one.alerts.size() > 2;
        own |=
            one.own.hits >= (one.alerts.size() > 2 ? 1 : OWN_PAIRS)
                && one.own.hits >= OWN_SHARE * one.own.heard;
        if (best == null || one.chance() > best.chance()) {
          best = one;
        }
      }
    }
    if (best == null) {
      return null;
    }
    return new Shape(
        best.general.later / best.general.hits < 0.35,
        full,
        own,
        anywhere(best.general) > 0.45,
        calm(completed),
        !full && !own && best.general.hits >= PROVEN_HITS && anywhere(best.general) > PROVEN_SHARE);
  }

  private static boolean calm(List<Completed> completed) {
    return completed.size() <= CALM;
  }

  /// Probability that an incident follows.
  double probability(Continued continued) {
    if (continued.shape == null) {
      return 0;
    }
    double[] known = shapes.getOrDefault(continued.shape, new double[2]);
    double usual =
        (known[0] + SHAPE_WEIGHT * continued.shape.assumed()) / (known[1] + SHAPE_WEIGHT);
    double odds = usual / (1 - usual) * Math.exp(occasioned(continued));
    return odds / (1 + odds);
  }

  /// What the change before it, or that there was none, says for an incident to follow, as log odds.
  private double occasioned(Continued continued) {
    Completed best = continued.likeliest();
    return best == null || continued.shape == null
        ? 0
        : occasions.evidence(best.key, continued.shape.calm, continued.occasion);
  }

  static double anywhere(Count general) {
    return (general.hits + PRIOR * PRIOR_WEIGHT) / (general.heard + PRIOR_WEIGHT);
  }

  static double chance(Count general, Count own) {
    return (own.hits + anywhere(general) * OWN_WEIGHT) / (own.heard + OWN_WEIGHT);
  }

  private static String join(List<Step> steps) {
    var text = new StringBuilder();
    for (Step step : steps) {
      text.append(text.isEmpty() ? "" : " > ").append(step.sign);
    }
    return text.toString();
  }

  /// Ordered pairs and triples that end with the new step.
  private static List<List<Step>> tuples(List<Step> before, Step last) {
    before.removeIf(step -> step.at > last.at);
    before.sort(Comparator.comparingLong(Step::at));
    var tuples = new ArrayList<List<Step>>();
    for (int i = 0; i < before.size(); i++) {
      tuples.add(List.of(before.get(i), last));
      for (int j = i + 1; j < before.size(); j++) {
        tuples.add(List.of(before.get(i), before.get(j), last));
      }
    }
    return tuples;
  }

  /// Services for which trouble there is a step: its own, and those of which a part rests on it. A service of which no part is known
  /// stands for its parts where people said that another one rests on it.
  private int[] subjects(int place) {
    return subjects.computeIfAbsent(
        place,
        at -> {
          Set<Integer> found = new TreeSet<>();
          int service = topology.serviceOf(at);
          if (service >= 0) {
            found.add(service);
          }
          boolean bare = at == service && topology.partsOf(at).length == 0;
          int[] dependants = topology.dependants(at);
          for (int i = 0; i < dependants.length; i++) {
            int subject = topology.serviceOf(dependants[i]);
            boolean step =
                at != service || (bare && topology.dependantKindsOf(at)[i] == betweenServices);
            if (subject >= 0 && step && !(bare && isBusiness(subject))) {
              found.add(subject);
            }
          }
          return found.size() > MOST_SUBJECTS
              ? new int[0]
              : found.stream().mapToInt(x -> x).toArray();
        });
  }

  private boolean isBusiness(int service) {
    return topology.entity(service).kind().equals(BUSINESS);
  }

  /// The warning that this gives; null when it is not likely enough, or its service was warned of within the window.
  @Nullable Warning warning(Continued continued, Instant at, double from) {
    double probability = probability(continued);
    Completed best = continued.likeliest();
    Long before = warned.get(continued.subject);
    long now = at.toEpochMilli();
    if (best == null
        || probability < from
        || (before != null && now - before < WINDOW.toMillis())) {
      return null;
    }
    warned.put(continued.subject, now);
    Count known = best.own.hits > 0 ? best.own : best.general;
    List<Duration> lead = WarningLedger.quartiles(known.leads);
    return new Warning(
        at,
        topology.entity(continued.subject).id(),
        probability,
        Shares.atLeast(known.hits, known.heard),
        best.alerts,
        known.incidents,
        lead,
        "%s: %d alerts in this order were followed by an incident %.0f of %.0f times%s, half of them within %d min.%s"
            .formatted(
                topology.entity(continued.subject).name(),
                best.alerts.size(),
                known.hits,
                known.heard,
                best.own.hits > 0 ? " here" : " elsewhere",
                lead.isEmpty() ? 0 : lead.get(1).toMinutes(),
                because(best, continued)));
  }

  private String because(Completed best, Continued continued) {
    double times = occasions.times(best.key, continued.occasion);
    return continued.occasion.equals(Occasion.NOTHING) || times < 1 || occasioned(continued) < 0.5
        ? ""
        : " It was changed before (%s), as %.0f times when an incident followed."
            .formatted(continued.occasion, times);
  }

  /// An alert came to nothing.
  void cameToNothing(String alert) {
    Continued continued = awaited.remove(alert);
    if (continued != null) {
      count(continued, null, 0);
      example(continued, false);
      occasions.saw(false, calm(continued.sequences), continued.occasion);
    }
  }

  private void example(Continued continued, boolean hit) {
    if (continued.shape != null) {
      double[] known = shapes.computeIfAbsent(continued.shape, none -> new double[2]);
      known[0] += hit ? 1 : 0;
      known[1]++;
    }
  }

  private List<Count> count(Continued continued, @Nullable String incident, long lead) {
    var touched = new ArrayList<Count>();
    for (Completed one : continued.sequences) {
      for (String key : List.of(one.key, continued.subject + ":" + one.key)) {
        Count count = counts.computeIfAbsent(key, none -> new Count());
        count.heard++;
        if (incident != null) {
          count.hits++;
          count.incidents.add(incident);
          count.leads.add(Duration.ofMillis(lead));
          if (count.incidents.size() > KEPT) {
            count.incidents.removeFirst();
            count.leads.removeFirst();
          }
          touched.add(count);
        }
      }
    }
    return touched;
  }

  /// Learns how an incident came: what was heard before it began to hurt forewarned of it, what came after did not.
  void learn(PastIncident past) {
    Instant failed = past.failedAt() == null ? past.opened() : past.failedAt();
    Set<Integer> concerned = new TreeSet<>();
    if (past.causeService() != null) {
      concerned.add(topology.indexOf(past.causeService()));
    }
    var byTime = new ArrayList<>(past.symptoms());
    byTime.sort(Comparator.comparingLong(Symptom::at));
    for (Symptom symptom : byTime) {
      if (symptom.onset().isBefore(failed)
          && symptom.service() != null
          && symptom.service().equals(symptom.place())) {
        concerned.add(topology.indexOf(symptom.service()));
      }
    }
    var earlier = new ArrayList<Count>();
    for (Symptom symptom : byTime) {
      Continued continued = awaited.remove(symptom.alert());
      if (continued == null) {
        continue;
      }
      boolean before = symptom.onset().isBefore(failed);
      boolean hit = before && concerned.contains(continued.subject);
      if (hit) {
        earlier.forEach(count -> count.later++);
      }
      earlier.addAll(
          count(continued, hit ? past.id() : null, failed.toEpochMilli() - symptom.at()));
      example(continued, hit);
      if (hit) {
        if (continued.shape != null) {
          occasions.saw(true, calm(continued.sequences), continued.occasion);
        }
        continued.sequences.forEach(one -> occasions.fulfilled(one.key, continued.occasion));
      }
    }
  }
}
