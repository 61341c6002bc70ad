package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.Precedents;
import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.numbers.Vicinity;
import dev.muster.kernel.Hashes;
import java.util.Arrays;
import java.util.List;

/// Turns what lies before the engine into numbers: for a pair of alerts, for an alert and a cluster, for a cluster by itself.
final class Evidence {
  static final int PAIR = 43;
  static final int SAID = 36;
  static final int WAY = 11;
  static final int AFFINITY = 12;
  static final int TOGETHER = 13;
  static final int TOGETHER_SHARE = 14;

  static final int JOIN = 58;

  /// Where the numbers of {@link #parents} begin.
  static final int PARENTS = 41;

  /// Where the numbers of past incidents begin in which the like took part.
  static final int CASES = 45;

  /// Where it stands what sets a cluster apart from the other candidates, and what that is taken from; of some less is more.
  static final int MARGINS = 51;

  private static final int[] MARGIN_OF = {0, 3, 15, CASES + 1, CASES + 3, 23, PARENTS};
  private static final int LESS_IS_MORE = 5;

  static final int REAL = 68;
  static final int TELLING = 17;
  static final int REGIONS = 22;

  /// Strongest links of an alert to one cluster that are looked at.
  static final int LINKS = 10;

  private static final double MINUTE = 60_000;

  /// Coming in through a service says a little less than naming it.
  private static final double DOOR = 0.27;

  /// The logarithms of how many places may be as near; a place has at most so many near it.
  private static final float[] LOGS = new float[Vicinity.MOST + 1];

  static {
    for (int i = 0; i < LOGS.length; i++) {
      LOGS[i] = (float) Math.log(i);
    }
  }

  /// What the tallies said of so many pairs is kept at hand; alerts of a storm ask the same again and again.
  private static final int KEPT = 1 << 15;

  private final Scene scene;
  private final Experience experience;

  /// Of each: its key, and four numbers in two longs; a key and its numbers lie together.
  private final long[] kept = new long[4 * KEPT];

  /// Where, in what is below the alert that was looked at last, something has alerts.
  private int[] crying = new int[64];

  private int cryingCount;

  /// Of each thing below that alert how much it says to rest on it.
  private double[] weights = new double[64];

  /// Means nothing; without it nothing would have been fetched.
  private long fetched;

  Evidence(Scene scene, Experience experience) {
    this.scene = scene;
    this.experience = experience;
  }

  /// How two places lie to each other, coarsely.
  static int relation(Seen seen, Link link) {
    if (seen.isAtSame(link.other)) {
      return 0;
    }
    if (seen.service >= 0 && seen.service == link.other.service) {
      return 1;
    }
    if (link.cost <= 1.01f) {
      return link.down > 0 ? 2 : 3;
    }
    return link.cost >= Link.NO_WAY ? 4 : link.up == 0 ? 5 : link.down == 0 ? 6 : 7;
  }

  static long affinityKey(Seen seen, Link link) {
    return Hashes.of(seen.kind, link.other.kind, Math.min(4, relation(seen, link)));
  }

  static long wayKey(Link link) {
    return Hashes.of(link.way, link.cost >= Link.NO_WAY ? 99 : 98);
  }

  static long togetherKey(long a, long b) {
    return a < b ? Hashes.of(a, b, 5) : Hashes.of(b, a, 5);
  }

  /// Everything of a pair but what comes from the tallies.
  void pair(Seen seen, Link link, long now, float[] row) {
    Seen other = link.other;
    double apart = (seen.onset - other.onset) / MINUTE;
    row[0] = (float) Math.clamp(apart, -60, 240);
    row[1] = (float) Math.abs(apart);
    row[2] =
        other.cluster == null
            ? row[0]
            : (float) Math.clamp((seen.onset - other.cluster.firstOnset) / MINUTE, -60, 300);
    row[3] = link.cost;
    row[4] = link.down;
    row[5] = link.up;
    row[6] = relation(seen, link);
    row[7] = seen.service >= 0 && seen.service == other.service ? 1 : 0;
    row[8] =
        seen.mentions(other.place) ? 2 : other.service >= 0 && seen.mentions(other.service) ? 1 : 0;
    row[9] =
        other.mentions(seen.place) ? 2 : seen.service >= 0 && other.mentions(seen.service) ? 1 : 0;
    int common = 0;
    for (int each : seen.mentions) {
      if (other.mentions(each)) {
        common++;
      }
    }
    row[10] = common;
    row[15] = seen.kind == other.kind ? 1 : 0;
    row[16] = seen.tool == other.tool ? 1 : 0;
    double telling = 0;
    for (long mark : seen.marks) {
      for (long own : other.marks) {
        if (mark == own) {
          telling += scene.rarity(mark);
        }
      }
    }
    row[TELLING] = (float) telling;
    row[18] = seen.noise;
    row[19] = other.noise;
    row[20] = seen.degree;
    row[21] = other.degree;
    int a = seen.region;
    int b = other.region;
    row[REGIONS] = a < 0 || b < 0 ? 0 : a == b ? 1 : -1;
    row[23] = seen.thing;
    row[24] = other.thing;
    row[25] = seen.severity;
    row[26] = other.severity;
    row[27] = scene.crowd(now);
    row[28] = other.isOpenAt(seen.onset) ? 1 : 0;
    row[29] =
        other.isOpenAt(seen.onset)
            ? 0
            : (float) Math.min(200, (seen.onset - other.resolved) / MINUTE);
    row[30] = seen.marks.length;
    row[31] = seen.mentions.length;
    row[32] = other.mentions.length;
    row[33] = seen.otherStage - other.otherStage;
    row[34] = Math.min(seen.sinceChange, 200);
    row[35] = Math.min(other.sinceChange, 200);
    link.said = experience.said(seen.pattern, other.pattern);
    row[SAID] = Long.signum(link.said);
    // how many strangers were to be expected as near in place and time
    row[37] = link.within < LOGS.length ? LOGS[link.within] : (float) Math.log(link.within);
    link.chance = (float) Math.log(link.within * scene.rate(now) * (Math.abs(apart) + 0.5));
    row[38] = link.chance;
    row[39] = Precedents.shared(seen.casesOfPattern, other.casesOfPattern, other.patternSignature);
    row[40] = Math.min(seen.casesOfPatternCount, other.casesOfPatternCount);
    row[41] = Precedents.shared(seen.casesOfPlace, other.casesOfPlace, other.placeSignature);
    row[42] = Math.min(seen.casesOfPlaceCount, other.casesOfPlaceCount);
  }

  /// The part of a pair that comes from the tallies.
  static void tallied(
      Experience experience,
      float[] row,
      int fold,
      long affinity,
      long way,
      long serviceA,
      long serviceB) {
    tallied(
        experience, row, fold, affinity, way, togetherKey(serviceA, serviceB), serviceA, serviceB);
  }

  private void tallied(Seen seen, Link link, int fold, float[] row) {
    tallied(
        experience,
        row,
        fold,
        link.affinityKey,
        link.wayKey,
        link.togetherKey,
        seen.serviceDigest,
        link.other.serviceDigest);
  }

  private static void tallied(
      Experience experience,
      float[] row,
      int fold,
      long affinity,
      long way,
      long together,
      long serviceA,
      long serviceB) {
    double prior = experience.pairRate;
    row[WAY] = (float) experience.ways.logOdds(way, fold, prior, 10);
    row[AFFINITY] = (float) experience.affinities.logOdds(affinity, fold, prior, 6);
    float both = experience.services.yes(together, fold);
    row[TOGETHER] = both;
    row[TOGETHER_SHARE] =
        both == 0
            ? 0
            : both
                / (Math.min(
                        experience.services.yes(serviceA, fold),
                        experience.services.yes(serviceB, fold))
                    + 1);
  }

  /// Finds out where the tallies have what they know of those pairs, and fetches it from memory all together; to be called before
  /// {@link #tallied(Seen, Link, float[])} of each.
  void fetch(Seen seen, List<Link> links) {
    long sum = fetched;
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      long affinity = affinityKey(seen, link);
      long way = wayKey(link);
      long together = togetherKey(seen.serviceDigest, link.other.serviceDigest);
      long pair = Hashes.of(affinity, way, together);
      link.affinityKey = affinity;
      link.wayKey = way;
      link.togetherKey = together;
      link.pairKey = pair;
      if (seen.fold != Tallies.ALL || kept[4 * (int) (pair & (KEPT - 1))] != pair) {
        sum += experience.affinities.fetch(affinity) + experience.services.fetch(together);
      }
    }
    fetched = sum;
  }

  void tallied(Seen seen, Link link, float[] row) {
    if (seen.fold != Tallies.ALL) {
      tallied(seen, link, seen.fold, row);
      return;
    }
    long pair = link.pairKey;
    int at = 4 * (int) (pair & (KEPT - 1));
    if (kept[at] != pair) {
      tallied(seen, link, Tallies.ALL, row);
      kept[at] = pair;
      kept[at + 1] = both(row[WAY], row[WAY + 1]);
      kept[at + 2] = both(row[WAY + 2], row[WAY + 3]);
    } else {
      row[WAY] = Float.intBitsToFloat((int) (kept[at + 1] >>> 32));
      row[WAY + 1] = Float.intBitsToFloat((int) kept[at + 1]);
      row[WAY + 2] = Float.intBitsToFloat((int) (kept[at + 2] >>> 32));
      row[WAY + 3] = Float.intBitsToFloat((int) kept[at + 2]);
    }
  }

  private static long both(float one, float two) {
    return (long) Float.floatToRawIntBits(one) << 32
        | (Float.floatToRawIntBits(two) & 0xffff_ffffL);
  }

  /// Belonging without having learned anything: near in the topology and in time, or named; a straight line on the log-odds, with
  /// weights that an experienced operator would give. It is meant to be careful with what hangs on hubs.
  static float innate(Seen seen, Seen other, float cost) {
    double near =
        seen.isAdrift() || other.isAdrift()
            ? byDoor(seen, other, cost)
            : near(seen, other.place, other.service, cost);
    boolean named =
        seen.mentions(other.place)
            || other.mentions(seen.place)
            || (other.service >= 0 && seen.mentions(other.service))
            || (seen.service >= 0 && other.mentions(seen.service));
    return innate(near, named, seen.onset - other.onset);
  }

  /// The same where the other names nobody, and neither of them is adrift: without the other itself.
  static float innate(Seen seen, int place, int service, long onset, float cost) {
    boolean named = seen.mentions(place) || (service >= 0 && seen.mentions(service));
    return innate(near(seen, place, service, cost), named, seen.onset - onset);
  }

  private static double near(Seen seen, int place, int service, float cost) {
    return seen.place == place
        ? 2.4
        : seen.service >= 0 && seen.service == service
            ? 1.9
            : cost >= Link.NO_WAY ? -2.2 : 1.9 - 1.1 * (cost - 1);
  }

  private static float innate(double near, boolean named, long between) {
    double apart = Math.abs(between) / MINUTE;
    double nearer = named ? Math.max(near + 0.8, 1.6) : near;
    return (float) (nearer - apart / 12 - Math.max(0, apart - 30) / 20);
  }

  /// The same nearness where of one at least nothing is known but the service that it came in through. That says a little less than
  /// naming the service, and much less where nothing is known of that service either.
  private static double byDoor(Seen seen, Seen other, float cost) {
    if (seen.isAtSame(other)) {
      return 2.4;
    }
    boolean lone = seen.degree == 0 && other.degree == 0;
    if (seen.place == other.place && lone) {
      return seen.kind == other.kind ? 1.5 : 0.6;
    }
    return cost >= Link.NO_WAY ? -2.2 : 1.9 - 1.1 * (Math.max(1, cost) + DOOR - 1);
  }

  /// Log-odds of at least one of several, from the chance that it is none of them.
  static double odds(double none) {
    return Math.log(1 / none - 1 + 1e-4);
  }

  /// Finds what below an alert has alerts at all, of which there is mostly little, and what all of that says; to be called before {@link #join} of each cluster.
  void look(Seen seen) {
    int[] below = scene.below(seen.place);
    if (crying.length < below.length) {
      crying = new int[2 * below.length];
      weights = new double[2 * below.length];
    }
    cryingCount = 0;
    for (int i = 0; i < below.length; i++) {
      weights[i] = scene.telling(below[i]);
      if (below[i] != seen.place && scene.occupied(below[i])) {
        crying[cryingCount++] = i;
      }
    }
  }

  /// An alert and a cluster.
  ///
  /// @param home the cluster and the links to it, at least one
  /// @param rival log-odds of the strongest tie to any other cluster; -9 without one
  /// @param candidates how many clusters it may belong to
  /// @param heldElsewhere whether another of them has alerts of the same place
  void join(
      Seen seen,
      Finder.Home home,
      double rival,
      int candidates,
      boolean heldElsewhere,
      long now,
      float[] row) {
    Arrays.fill(row, 0);
    Cluster cluster = home.cluster();
    List<Link> links = home.links();
    double none = 1;
    double sum = 0;
    int strong = 0;
    int later = 0;
    int firm = 0;
    int count = links.size();
    for (int i = 0; i < count; i++) {
      Link link = links.get(i);
      double p = link.probability();
      none *= 1 - Math.min(0.999, p);
      sum += p;
      strong += p > 0.5 ? 1 : 0;
      later += link.other.onset > seen.onset ? 1 : 0;
      firm += link.other.settled ? 1 : 0;
    }
    Link best = links.getFirst();
    row[0] = best.logOdds;
    row[1] = count > 1 ? links.get(1).logOdds : -8;
    row[2] = count > 2 ? links.get(2).logOdds : -8;
    row[3] = (float) sum;
    row[4] = (float) odds(none);
    row[5] = (float) (sum / count);
    row[6] = strong;
    row[7] = count;
    row[8] = (float) home.near() / cluster.byPlace.size();
    row[9] = cluster.size();
    row[10] = cluster.byPlace.size();
    row[11] = (float) Math.clamp((seen.onset - cluster.firstOnset) / MINUTE, -60, 300);
    row[12] = (float) Math.clamp((seen.onset - cluster.lastOnset) / MINUTE, -60, 180);
    int open = 0;
    List<Seen> members = cluster.members;
    int looked = Math.min(40, members.size());
    for (int i = 0; i < looked; i++) {
      open += members.get(members.size() - 1 - i).isOpenAt(seen.onset) ? 1 : 0;
    }
    row[13] = (float) open / looked;
    List<Seen> here = cluster.byPlace.get(seen.place);
    row[14] = here == null ? 0 : 1;
    row[15] = cluster.services.get(seen.service) / (float) cluster.size();
    row[16] = (float) (cluster.noiseSum / cluster.size());
    row[17] = seen.noise;
    row[18] = (float) rival;
    row[19] = (float) (row[4] - rival);
    row[20] = candidates;
    row[21] = cluster.regions.get(seen.region) / (float) cluster.size();
    row[22] = scene.crowd(now);
    row[23] = best.cost;
    row[24] = cluster.kinds.get(seen.kindNumber);
    row[25] = row[24] / cluster.size();
    row[26] = cluster.services.size();
    cover(seen, cluster, row);
    row[29] = (float) Math.min(15, (now - seen.arrived) / MINUTE);
    row[30] = (float) (Math.abs(seen.onset - best.other.onset) / MINUTE);
    row[31] = later;
    row[32] = firm;
    row[33] = relation(seen, best);
    row[34] = seen.severity;
    row[35] = seen.thing;
    row[36] = cluster.isIncident() ? 1 : 0;
    row[37] = seen.signs[NoiseSigns.SHARE];
    row[38] = heldElsewhere ? 1 : 0;
    row[39] = here == null ? 0 : here.size();
    row[40] = best.other.noise;
    parents(seen, cluster, row, PARENTS);
    float size = cluster.size();
    row[CASES] = Precedents.most(seen.casesOfPattern, cluster.casesOfPattern);
    row[CASES + 1] = row[CASES] / size;
    row[CASES + 2] = Precedents.most(seen.casesOfPlace, cluster.casesOfPlace);
    row[CASES + 3] = row[CASES + 2] / size;
    row[CASES + 4] = seen.casesOfPattern.length;
    row[CASES + 5] = seen.casesOfPlace.length;
  }

  /// By how much each candidate is ahead of the best of the others in what counts most; nothing for the only one.
  static void margins(float[][] rows, int count) {
    for (int k = 0; k < MARGIN_OF.length; k++) {
      int of = MARGIN_OF[k];
      int sign = k < LESS_IS_MORE ? 1 : -1;
      float best = Float.NEGATIVE_INFINITY;
      float second = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        float value = sign * rows[i][of];
        if (value > best) {
          second = best;
          best = value;
        } else if (value > second) {
          second = value;
        }
      }
      for (int i = 0; i < count; i++) {
        float value = sign * rows[i][of];
        rows[i][MARGINS + k] = count < 2 ? 0 : value - (value == best ? second : best);
      }
    }
  }

  /// By so many minutes may what explains an alert come later, since monitors differ in how fast they notice.
  private static final double SLACK = 5;

  /// Whether something in the cluster explains the alert: steps down to the nearest place that the alert's place rests on and that had
  /// an alert before or hardly later (9 without one), minutes since then, how many such places are next to it; and which share of the
  /// cluster's places rests on the alert's.
  private void parents(Seen seen, Cluster cluster, float[] row, int at) {
    row[at] = 9;
    row[at + 1] = -20;
    row[at + 3] = cluster.upstream.get(seen.place) / (float) cluster.byPlace.size();
    Vicinity.Near near = scene.near(seen.place);
    if (near == null) {
      return;
    }
    int[] below = near.below();
    byte[] depth = near.depth();
    int direct = 0;
    for (int k = 0; k < cryingCount; k++) {
      int i = crying[k];
      List<Seen> there = cluster.byPlace.get(below[i]);
      if (there == null || there.isEmpty()) {
        continue;
      }
      double since = (seen.onset - there.getFirst().onset) / MINUTE;
      if (since < -SLACK) {
        continue;
      }
      direct += depth[i] <= 1 ? 1 : 0;
      if (depth[i] < row[at] || (depth[i] == row[at] && since < row[at + 1])) {
        row[at] = depth[i];
        row[at + 1] = (float) Math.min(240, since);
      }
    }
    row[at + 2] = direct;
  }

  /// How much of the cluster rests on something on which the alert's place rests as well.
  private void cover(Seen seen, Cluster cluster, float[] row) {
    double best = 0;
    int number = 0;
    int most = cluster.byPlace.size();
    double places = most + 1.0;
    int[] below = scene.below(seen.place);
    for (int i = 0; i < below.length; i++) {
      if (most / places * weights[i] <= best) {
        continue; // not even if all of it rested there
      }
      int resting = cluster.upstream.get(below[i]);
      double share = resting / places * weights[i];
      if (share > best) {
        best = share;
        number = resting;
      }
    }
    row[27] = (float) best;
    row[28] = number;
  }

  /// A cluster by itself: is it something, or chance company of noise?
  void real(Cluster cluster, long now, float[] row) {
    Arrays.fill(row, 0);
    int n = cluster.size();
    row[0] = n;
    row[1] = cluster.byPlace.size();
    row[2] = cluster.services.size();
    row[3] = cluster.kinds.size();
    row[4] = (float) (cluster.noiseSum / n);
    float lowest = 99;
    float second = 99;
    double signal = 0;
    double link = 0;
    float strongest = -9;
    int worst = 9;
    int severe = 0;
    int clock = 0;
    double share = 0;
    int other = 0;
    int announced = 0;
    int open = 0;
    int named = 0;
    double change = 0;
    float fresh = 600;
    int strong = 0;
    double habit = 0;
    double wasNoise = 0;
    int tiedByMany = 0;
    float rarest = 99;
    double lasting = 0;
    double longest = -9;
    int returns = 0;
    float known = 0;
    int knownOf = 0;
    double company = 0;
    double usual = 9;
    int companions = 0;
    double unlikely = 0;
    float leastLikely = 3;
    float mark = 9;
    double marks = 0;
    Seen tied = cluster.members.getFirst();
    long lastArrived = cluster.lastArrived;
    int looked = Math.min(60, n);
    for (int i = 0; i < looked; i++) {
      Seen each = cluster.members.get(i);
      if (each.noise < lowest) {
        second = lowest;
        lowest = each.noise;
      } else if (each.noise < second) {
        second = each.noise;
      }
      signal += Math.max(-3, -each.noise);
      link += Math.max(-4, each.link);
      strong += each.link > 0.5f ? 1 : 0;
      tiedByMany = Math.max(tiedByMany, each.ties.size());
      habit += each.signs[4];
      wasNoise += each.signs[0];
      rarest = Math.min(rarest, each.signs[4]);
      double lasted = lasting(each, now);
      lasting += lasted;
      longest = Math.max(longest, lasted);
      returns += each.returns;
      known = Math.max(known, each.signs[3]);
      knownOf += each.signs[3] > 0 ? 1 : 0;
      tied = each.link > tied.link ? each : tied;
      if (!each.ties.isEmpty() && each.ties.getFirst().other().cluster == cluster) {
        double seen =
            experience.company.logOdds(
                each.ties.getFirst().affinity(), each.fold, experience.companyRate, 2);
        company += seen;
        usual = Math.min(usual, seen);
        companions++;
      }
      mark = Math.min(mark, each.signs[NoiseSigns.MARKS]);
      marks += each.signs[NoiseSigns.MARKS];
      if (!each.ties.isEmpty()) {
        float chance = each.ties.getFirst().chance();
        unlikely += Math.clamp(-chance, 0, 8);
        leastLikely = Math.min(leastLikely, chance);
      }
      strongest = Math.max(strongest, each.link);
      worst = Math.min(worst, each.severity);
      severe += each.severity <= 1 ? 1 : 0;
      clock += each.signs[NoiseSigns.HITS] >= 2 ? 1 : 0;
      share += each.signs[NoiseSigns.SHARE];
      other += each.signs[NoiseSigns.OTHER_STAGE] > 0 ? 1 : 0;
      announced += each.signs[NoiseSigns.ANNOUNCED] > 0 ? 1 : 0;
      open += each.isOpenAt(now) ? 1 : 0;
      named += each.mentions.length > 0 ? 1 : 0;
      change += each.signs[NoiseSigns.SINCE_CHANGE];
      fresh = Math.min(fresh, each.signs[NoiseSigns.SINCE_CHANGE]);
    }
    row[5] = lowest;
    row[6] = n > 1 ? second : 9;
    row[7] = (float) Math.clamp(signal, -30, 60);
    row[8] = (float) (link / looked);
    row[9] = strongest;
    row[10] = worst;
    row[11] = (float) severe / looked;
    row[12] = (float) clock / looked;
    row[13] = (float) (share / looked);
    row[14] = (float) other / looked;
    row[15] = (float) announced / looked;
    row[16] = (float) open / looked;
    row[17] = (float) named / looked;
    row[18] = (float) (change / looked);
    row[19] = scene.crowd(now);
    row[20] = (float) Math.min(300, (cluster.lastOnset - cluster.firstOnset) / MINUTE);
    row[21] = (float) Math.min(60, (now - lastArrived) / MINUTE);
    Seen first = cluster.members.getFirst();
    row[22] = first.signs[0];
    row[23] = first.signs[12];
    row[24] = first.signs[13];
    row[25] = first.thing;
    row[26] = first.signs[4];
    row[27] = first.noise;
    row[28] =
        first.resolved < now ? (float) Math.min(60, (first.resolved - first.onset) / MINUTE) : 99;
    row[29] = (float) Math.min(20, (now - cluster.firstOnset) / MINUTE);
    int shared = cluster.upstream.largest();
    row[30] = cluster.byPlace.size() > 1 ? (float) shared / cluster.byPlace.size() : 0;
    row[31] = fresh;
    row[32] = first.signs[8];
    row[33] = first.mentions.length;
    row[34] = cluster.tools.size();
    row[35] = strong;
    row[36] = (float) (habit / looked);
    row[37] = (float) (wasNoise / looked);
    row[38] = tiedByMany;
    row[39] = rarest;
    row[40] = (float) Math.clamp(lasting, -8, 8);
    row[41] = (float) longest;
    row[42] = returns;
    row[43] = known;
    row[44] = (float) knownOf / looked;
    row[50] = companions == 0 ? 0 : (float) (company / companions);
    row[51] = companions == 0 ? 0 : (float) usual;
    row[52] = companions;
    row[53] = (float) Math.clamp(company, -15, 30);
    row[54] = (float) Math.min(60, unlikely);
    row[55] = leastLikely;
    row[56] = mark;
    row[57] = (float) (marks / looked);
    cluster.roots(scene).read(row, 58);
    row[63] = cluster.casesOfPattern.largest();
    row[64] = row[63] / n;
    row[65] = cluster.casesOfPlace.largest();
    row[66] = row[65] / n;
    row[67] = cluster.casesOfPlace.size();
    if (!tied.ties.isEmpty()) {
      Seen mate = tied.ties.getFirst().other();
      row[45] =
          tied.place == mate.place ? 1 : tied.service >= 0 && tied.service == mate.service ? 2 : 3;
      row[46] = tied.mentions(mate.place) || mate.mentions(tied.place) ? 1 : 0;
      row[47] = tied.tool == mate.tool ? 1 : 0;
      row[48] = tied.thing;
      row[49] = mate.thing;
    }
  }

  /// How much the time that it has lasted speaks for an incident, in log-odds.
  private double lasting(Seen seen, long now) {
    boolean cleared = seen.cleared <= now;
    return experience.lasting.evidence(
        seen.kind, seen.tool, (cleared ? seen.cleared : now) - seen.arrived, cleared, seen.fold);
  }
}
