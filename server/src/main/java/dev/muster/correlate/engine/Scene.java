package dev.muster.correlate.engine;

import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.IntMap;
import dev.muster.correlate.engine.numbers.Vicinity;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.kernel.Hashes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The alerts of the last hours, found again by where they are, whom they name and what marks them; never by comparing all with all.
final class Scene {
  /// An alert stays here for so long after its arrival.
  static final long HORIZON = 3 * 3_600_000L;

  /// Places for names that the topology does not know, by digest; two of them meet with a chance of one in 65536.
  private static final int UNKNOWN = 1 << 16;

  private static final int MARKS = 100_000;

  private static final long[] NO_MARKS = {};

  /// A place, name or mark with more alerts than this shows only its latest.
  private static final int LOOKED_AT = 12;

  private static final long CROWD = 10 * 60_000L;

  /// Candidates of one alert that are looked at closely; of more, the most plausible by physical signs alone.
  static final int MOST_LINKS = 32;

  /// What promises less is not looked at: log-odds by physical signs alone.
  static final float LEAST_PROMISE = -6;

  /// Alerts whose onsets are further apart promise less than that wherever they are, unless a mark ties them: see {@link Evidence#innate},
  /// where nothing is nearer than 3.2.
  static final long TOO_FAR = 82 * 60_000L;

  private static final long EVER = Long.MIN_VALUE;

  /// What promises less is no reason for a second look.
  private static final float NEWS = -3;

  final Topology topology;
  final Vicinity vicinity;
  private final int known;
  private final @Nullable Bucket[] places;

  /// A bit for each place that has alerts: most of what is near has none, and this is small enough to stay at hand.
  private final long[] occupied;

  private final Newest newest;
  private final long[] placeDigest;
  private final int[] regionOf;
  private final int[] kindOf;
  private final float[] telling;
  private final IntMap<List<Seen>> named = new IntMap<>();

  /// What is adrift by what it says it is about, where that is the same thing through each door.
  private final IntMap<List<Seen>> sources = new IntMap<>();

  /// By pattern; filled only when people have said something of patterns.
  private final Map<Long, List<Seen>> patterns = new HashMap<>();

  /// Whether the parts of most services are known.
  private final boolean inventory;

  /// Whether doors say where something is.
  private boolean doors;

  private @Nullable Experience people;

  private final Map<Long, List<Seen>> marked = new HashMap<>();
  private final Map<Long, Integer> markCounts =
      new LinkedHashMap<>(1 << 10, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > MARKS;
        }
      };
  private final ArrayDeque<Seen> all = new ArrayDeque<>();
  private final ArrayDeque<Long> recent = new ArrayDeque<>();
  private final int[] stamp;
  private int stamped;
  private final Candidates candidates = new Candidates(MOST_LINKS, LEAST_PROMISE);
  private final List<Link> links = new ArrayList<>();

  /// While it is only asked whether anything came: since when; otherwise everything is gathered.
  private long since = EVER;

  /// Something did; nothing more need be looked at.
  private boolean stirred;

  /// The alert whose links were just made, as long as nothing has changed since.
  private @Nullable Seen linked;

  private long found;
  private long looked;
  private long total;

  // the mark that was asked for last, how many alerts there had been by then, and the answer

  private long rarityOf;
  private long rarityWhen = -1;
  private double rarity;

  Scene(Topology topology) {
    this(topology, Vicinity.shared(topology));
  }

  /// @param vicinity of that topology
  Scene(Topology topology, Vicinity vicinity) {
    this.topology = topology;
    this.vicinity = vicinity;
    this.known = topology.size();
    this.inventory = isInventory(topology);
    this.doors = !inventory;
    this.places = new @Nullable Bucket[known + UNKNOWN];
    this.occupied = new long[(known + UNKNOWN + 63) >> 6];
    this.newest = new Newest(known + UNKNOWN);
    this.placeDigest = new long[known];
    this.regionOf = new int[known];
    this.kindOf = new int[known];
    this.telling = new float[known];
    this.stamp = new int[known + UNKNOWN];
    var regions = new HashMap<String, Integer>();
    var kinds = new HashMap<String, Integer>();
    for (int i = 0; i < known; i++) {
      Entity entity = topology.entity(i);
      placeDigest[i] = Hashes.of(entity.id());
      telling[i] = (float) (1 / (1 + Math.log1p(topology.degree(i) / 30.0)));
      regionOf[i] =
          entity.region() == null
              ? -1
              : regions.computeIfAbsent(entity.region(), key -> regions.size());
      kinds.put(entity.kind(), 0);
    }
    // numbers by the alphabet, so that they do not depend on what else there is more than needed
    int next = 1;
    for (String kind : kinds.keySet().stream().sorted().toList()) {
      kinds.put(kind, next++);
    }
    for (int i = 0; i < known; i++) {
      kindOf[i] = kinds.getOrDefault(topology.entity(i).kind(), 0);
    }
  }

  /// People have said of some patterns that they belong together: they are looked for as well.
  void listen(Experience experience) {
    people = experience.saidOf() > 0 ? experience : null;
  }

  private static boolean isInventory(Topology topology) {
    int services = 0;
    int taken = 0;
    for (int i = 0; i < topology.size(); i++) {
      if (topology.serviceOf(i) == i) {
        services++;
        taken += topology.partsOf(i).length > 0 ? 1 : 0;
      }
    }
    return taken > 0 && 2 * taken >= services;
  }

  /// As long as nothing was learned, doors hold alerts together even where the parts of services are known; a place they are not.
  void believeDoors() {
    doors = true;
  }

  /// Whether nothing is known of where an alert is but the service that it came in through, and that says it. Where the parts of most
  /// services are known, what names none of them is seldom a symptom of the service, and other ties that were learned serve it better.
  boolean isAdrift(AlertReading reading) {
    return doors && reading.door() != null;
  }

  /// Where it is: what it names, or else the service that it came in through, or else a place of its own for a name that nobody knows.
  int place(AlertReading reading) {
    if (reading.entity() >= 0) {
      return reading.entity();
    }
    String door = isAdrift(reading) ? reading.door() : null;
    if (door == null) {
      return unknown(reading);
    }
    int service = inventory ? -1 : topology.indexOf(door);
    return service >= 0 ? service : known + Math.floorMod(Hashes.of(door), UNKNOWN);
  }

  /// A place for the name by which nothing known was found.
  int unknown(AlertReading reading) {
    return known
        + Math.floorMod(
            Hashes.of(
                reading.identifier().isEmpty()
                    ? reading.sighting().source().toLowerCase(Locale.ROOT)
                    : reading.identifier().toLowerCase(Locale.ROOT)),
            UNKNOWN);
  }

  /// Whether the topology knows it.
  boolean isKnown(int place) {
    return place < known;
  }

  /// A digest of the place that stays when the topology is read anew.
  long digest(int place) {
    return place < known ? placeDigest[place] : Hashes.mix(place - known + 77);
  }

  int region(int place) {
    return place < known ? regionOf[place] : -1;
  }

  int kindOfThing(int place) {
    return place < known ? kindOf[place] : 0;
  }

  int degree(int place) {
    return place < known ? topology.degree(place) : 0;
  }

  /// What the place rests on, itself included.
  int[] below(int place) {
    return place < known ? vicinity.of(place).below() : new int[] {place};
  }

  /// How much it says that two things rest on this one: 1, and less for what much rests on.
  double telling(int place) {
    return place < known ? telling[place] : 1;
  }

  Vicinity.@Nullable Near near(int place) {
    return place < known ? vicinity.of(place) : null;
  }

  void add(Seen seen) {
    linked = null;
    all.add(seen);
    recent.add(seen.arrived);
    total++;
    Bucket here = bucket(seen.place);
    newest.add(seen, here.size() == 0);
    here.add(seen);
    occupied[seen.place >> 6] |= 1L << seen.place;
    for (int each : seen.mentions) {
      named.computeIfAbsent(each, () -> new ArrayList<>(4)).add(seen);
    }
    if (seen.isAdrift() && seen.reading.thing()) {
      sources.computeIfAbsent(seen.source, () -> new ArrayList<>(4)).add(seen);
    }
    if (people != null) {
      patterns.computeIfAbsent(seen.pattern, key -> new ArrayList<>(4)).add(seen);
    }
    for (long mark : seen.marks) {
      marked.computeIfAbsent(mark, key -> new ArrayList<>(4)).add(seen);
      markCounts.merge(mark, 1, Integer::sum);
    }
  }

  private Bucket bucket(int place) {
    Bucket bucket = places[place];
    if (bucket == null) {
      bucket = new Bucket();
      places[place] = bucket;
    }
    return bucket;
  }

  /// Forgets what is older than the horizon; returns it.
  List<Seen> expire(long now) {
    var gone = new ArrayList<Seen>();
    while (!all.isEmpty() && all.getFirst().arrived < now - HORIZON) {
      Seen seen = all.removeFirst();
      linked = null;
      gone.add(seen);
      vacate(seen);
      for (int each : seen.mentions) {
        dropFrom(named, each, seen);
      }
      if (seen.isAdrift() && seen.reading.thing()) {
        dropFrom(sources, seen.source, seen);
      }
      if (people != null) {
        dropFrom(patterns, seen.pattern, seen);
      }
      for (long mark : seen.marks) {
        dropFrom(marked, mark, seen);
      }
    }
    return gone;
  }

  private void vacate(Seen seen) {
    Bucket bucket = places[seen.place];
    if (bucket != null) {
      bucket.remove(seen);
      newest.left(seen.place, bucket);
      if (bucket.size() == 0) {
        occupied[seen.place >> 6] &= ~(1L << seen.place);
      }
    }
  }

  private static void dropFrom(IntMap<List<Seen>> map, int key, Seen seen) {
    List<Seen> list = map.get(key);
    if (list != null) {
      list.remove(seen);
      if (list.isEmpty()) {
        map.remove(key);
      }
    }
  }

  private static <K> void dropFrom(Map<K, List<Seen>> map, K key, Seen seen) {
    List<Seen> list = map.get(key);
    if (list != null) {
      list.remove(seen);
      if (list.isEmpty()) {
        map.remove(key);
      }
    }
  }

  int size() {
    return all.size();
  }

  /// Alerts that arrived in the last ten minutes.
  int crowd(long now) {
    while (!recent.isEmpty() && recent.getFirst() < now - CROWD) {
      recent.removeFirst();
    }
    return recent.size();
  }

  /// Share of the known places that had an alert in the last ten minutes, by a minute.
  double rate(long now) {
    return (crowd(now) + 1.0) / 10 / Math.max(100, known);
  }

  /// Whether a place has alerts.
  boolean occupied(int place) {
    return (occupied[place >> 6] & (1L << place)) != 0;
  }

  /// How telling a mark is: the natural logarithm of how rare it is among all alerts so far.
  double rarity(long mark) {
    // one alert's links mostly have one and the same mark in common with it; asked again, it is the
    // latest used already
    if (mark != rarityOf || total != rarityWhen) {
      rarity = Math.log((total + 1.0) / (markCounts.getOrDefault(mark, 0) + 1.0));
      rarityOf = mark;
      rarityWhen = total;
    }
    return rarity;
  }

  /// The alerts here that may have to do with that one, each once, the most plausible by physical signs alone, in the order in which
  /// they were found: by place, by name, by mark. Of a place and cluster there is only the one that is nearest in time.
  List<Link> links(Seen seen) {
    if (linked == seen) {
      linked = null;
      return links;
    }
    linked = null;
    candidates.clear();
    since = EVER;
    stirred = false;
    visit(seen);
    links.clear();
    candidates.link(near(seen.place), links);
    looked += links.size();
    return links;
  }

  /// Visits the places where there may be something that has to do with the alert, each once.
  private void visit(Seen seen) {
    stamped++;
    Vicinity.Near near = near(seen.place);
    if (near == null) {
      visit(seen, seen.place, 0, -1, 1, false);
    } else {
      for (int i = 0; i < near.size() && !stirred; i++) {
        int entity = near.entity(i);
        if ((occupied[entity >> 6] & (1L << entity)) != 0) {
          visit(seen, entity, near.cost(i), i, 0, false);
        }
      }
    }
    for (int each : seen.mentions) {
      Vicinity.Near around = near(each);
      if (around != null) {
        for (int i = 0; i < around.size() && around.cost(i) <= 1; i++) {
          visit(seen, around.entity(i), Link.NO_WAY, -1, around.within(i), false);
        }
      }
      others(seen, named.get(each), false);
    }
    others(seen, named.get(seen.place), false);
    if (seen.service >= 0 && seen.service != seen.place) {
      others(seen, named.get(seen.service), false);
    }
    if (seen.isAdrift() && seen.reading.thing()) {
      others(seen, sources.get(seen.source), false);
    }
    if (people != null) {
      for (long partner : people.partners(seen.pattern)) {
        others(seen, patterns.get(partner), true);
      }
    }
    for (long mark : seen.marks) {
      List<Seen> same = marked.get(mark);
      if (same != null && same.size() <= 8 * LOOKED_AT) {
        others(seen, same, true);
      }
    }
  }

  private void others(Seen seen, @Nullable List<Seen> list, boolean byMark) {
    if (list == null) {
      return;
    }
    for (int i = list.size() - 1; i >= Math.max(0, list.size() - LOOKED_AT); i--) {
      Seen other = list.get(i);
      if (other != seen) {
        visit(seen, other.place, Link.NO_WAY, -1, list.size(), byMark);
      }
    }
  }

  /// @param step where in the surroundings of the alert's place that place is; -1 when it was found otherwise
  /// @param within how many places are as near, when it was found otherwise
  private void visit(Seen seen, int place, float cost, int step, int within, boolean byMark) {
    if (stamp[place] == stamped || stirred) {
      return;
    }
    stamp[place] = stamped;
    if (!occupied(place)
        || (since != EVER
            ? newest.arrival(place) <= since
            : !byMark && !candidates.takes(newest.most(seen, place, cost)))) {
      return;
    }
    Bucket bucket = places[place];
    if (bucket == null) {
      return;
    }
    int from = Math.max(0, bucket.size() - LOOKED_AT);
    if (since != EVER) {
      stirred = stirs(bucket, from, seen, place, cost, byMark);
      return;
    }
    for (int i = from; i < bucket.size(); i++) {
      if (!byMark && Math.abs(bucket.onset(i) - seen.onset) > TOO_FAR) {
        continue;
      }
      float innate = bucket.innate(seen, i, place, cost);
      float promise = Candidates.promise(innate, byMark);
      found++;
      if (!candidates.takes(promise)) {
        continue;
      }
      Seen other = bucket.get(i);
      if (other != seen && other.cluster != null && isNearest(bucket, from, i, seen)) {
        candidates.offer(other, innate, promise, cost, step, within);
      }
    }
  }

  private boolean stirs(Bucket bucket, int from, Seen seen, int place, float cost, boolean byMark) {
    for (int i = from; i < bucket.size(); i++) {
      if (bucket.arrival(i) > since && bucket.get(i) != seen) {
        float innate = bucket.innate(seen, i, place, cost);
        if (Candidates.promise(innate, byMark) > NEWS) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether anything that came since that moment may have to do with the alert. Mostly nothing did, which is seen without making all
  /// links; when something did, the links are kept for who asks for them next.
  boolean news(Seen seen, long moment) {
    linked = null;
    since = moment;
    stirred = false;
    visit(seen);
    since = EVER;
    if (!stirred) {
      return false;
    }
    for (Link link : links(seen)) {
      if (link.other.arrived > moment && link.promise > NEWS) {
        linked = seen;
        return true;
      }
    }
    return false;
  }

  /// Whether no other alert of the same place and cluster is nearer in time, nor as near and later.
  private static boolean isNearest(Bucket bucket, int from, int which, Seen seen) {
    Seen one = bucket.get(which);
    long apart = Math.abs(bucket.onset(which) - seen.onset);
    for (int i = from; i < bucket.size(); i++) {
      long there = Math.abs(bucket.onset(i) - seen.onset);
      if ((there < apart || (there == apart && i > which))
          && i != which
          && bucket.get(i) != seen
          && bucket.get(i).cluster == one.cluster) {
        return false;
      }
    }
    return true;
  }

  /// How many candidates were found so far, and how many of them were looked at.
  long[] effort() {
    return new long[] {found, looked};
  }

  static long[] marks(AlertReading reading) {
    List<String> words = reading.marks();
    if (words.isEmpty()) {
      return NO_MARKS;
    }
    long[] marks = new long[words.size()];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = Hashes.of(words.get(i));
    }
    Arrays.sort(marks);
    int kept = 1;
    for (int i = 1; i < marks.length; i++) {
      if (marks[i] != marks[kept - 1]) {
        marks[kept++] = marks[i];
      }
    }
    return kept == marks.length ? marks : Arrays.copyOf(marks, kept);
  }
}
