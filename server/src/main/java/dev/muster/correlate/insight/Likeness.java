package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds past incidents like a present one. Both are seen as sets of marks on several channels: which kind of alert on which thing,
/// on which service, which particular words. A mark counts by its rarity among past incidents (inverse document frequency). Candidates
/// come from an inverted index over the rarer marks; only they are compared exactly.
final class Likeness {
  /// Channels of marks.
  enum Channel {
    SIGN_AT_PLACE,
    SIGN_AT_SERVICE,
    PLACE,
    SERVICE,
    CODE,
    SIGN,
    /// How many alerts of a kind, in steps of doubling: the more steps two share, the more alike the amounts.
    AMOUNT
  }

  /// A past incident and how like the present one it is.
  ///
  /// @param past which one
  /// @param features what the comparison saw: two per channel, then {@link Trait}
  @SuppressWarnings(
      "ArrayRecordComponent") // read in place by the thousand, never compared or changed
  record Match(Remembered past, float[] features) {}

  /// What is told of a past incident.
  ///
  /// @param cause id of the entity that had failed; null when not established
  record Remembered(
      String id,
      long opened,
      @Nullable String cause,
      @Nullable String causeService,
      @Nullable String fixedBy,
      @Nullable Boolean byChange,
      @Nullable String role,
      Set<String> causeSigns) {}

  /// A past incident and the marks it is compared by, as they are handed in.
  ///
  /// @param marks per channel
  /// @param early those of them that were there in its first quarter of an hour, in which a present one is compared
  record Marked(Remembered past, List<Set<String>> marks, List<Set<String>> early) {}

  /// A past incident as it is kept: its marks by their numbers, in the order of their texts.
  private static final class Kept {
    private final Remembered past;
    private final int[][] marks = new int[Channel.values().length][];
    private final int[][] early = new int[Channel.values().length][];

    Kept(Remembered past) {
      this.past = past;
    }
  }

  /// Incidents that opened so close together, in milliseconds, did not know of each other how they would end.
  static final long SAME_HOURS_MS = 2 * 3_600_000L;

  /// Past incidents kept; some 2 kB each, apart from the marks they share.
  private static final int MOST = 10_000;

  /// Incidents compared exactly.
  private static final int CANDIDATES = 40;

  /// A mark that so many incidents share finds nobody.
  private static final int COMMON = 400;

  /// What else is compared, behind the channels: age, what is thought of the cause, and the alternative that nothing is like it.
  enum Trait {
    AGE(-0.1),
    SAME_CAUSE(1.5),
    SAME_CAUSE_SERVICE(1.0),
    CAUSE_ALIKE(1.5),
    CAUSE_SIGNS(1.5),
    CAUSE_SIGNS_HERE(0.5),
    EARLY_SIGNS(0.5),
    EARLY_SIGNS_THERE(0.5),
    EARLY_PLACES(0.5),
    EARLY_AMOUNT(0.5),
    CAUSE_AMOUNT(0.5),
    NOBODY(6);

    final double prior;

    Trait(double prior) {
      this.prior = prior;
    }
  }

  /// What is thought of the cause of the present incident.
  ///
  /// @param entities probability per id of entity
  /// @param services probability per id of service
  /// @param alike probability per role, that is service and kind of entity
  /// @param signs kinds of alert on the likeliest entity of a role
  record Suspicion(
      Map<String, Double> entities,
      Map<String, Double> services,
      Map<String, Double> alike,
      Map<String, Set<String>> signs) {
    static final Suspicion NONE = new Suspicion(Map.of(), Map.of(), Map.of(), Map.of());
  }

  private final Map<String, List<Kept>> byRole = new HashMap<>();
  private final Map<String, Kept> byId = new LinkedHashMap<>();
  private final MarkIndex<Kept> index = new MarkIndex<>(Channel.values().length);

  static List<Set<String>> marks(Collection<Symptom> clues) {
    var marks = new ArrayList<Set<String>>();
    for (var _ : Channel.values()) {
      marks.add(new TreeSet<>());
    }
    var amounts = new TreeMap<String, Integer>();
    for (Symptom clue : clues) {
      int amount = amounts.merge(clue.sign(), 1, Integer::sum);
      if (Integer.bitCount(amount) == 1) {
        marks.get(Channel.AMOUNT.ordinal()).add(clue.sign() + "#" + amount);
      }
      marks.get(Channel.SIGN.ordinal()).add(clue.sign());
      marks.get(Channel.CODE.ordinal()).addAll(clue.marks());
      if (clue.place() != null) {
        marks.get(Channel.PLACE.ordinal()).add(clue.place());
        marks.get(Channel.SIGN_AT_PLACE.ordinal()).add(clue.sign() + "@" + clue.place());
      }
      if (clue.service() != null) {
        marks.get(Channel.SERVICE.ordinal()).add(clue.service());
        marks.get(Channel.SIGN_AT_SERVICE.ordinal()).add(clue.sign() + "@" + clue.service());
      }
    }
    return marks;
  }

  /// Channels of which is kept what was there early; the others would cost memory for nothing.
  private static final Set<Channel> COMPARED_EARLY =
      EnumSet.of(Channel.SIGN_AT_SERVICE, Channel.PLACE, Channel.AMOUNT);

  /// Those of the marks that were there by then, on the channels of which that is asked.
  ///
  /// @param marks of all those clues
  static List<Set<String>> early(List<Set<String>> marks, Collection<Symptom> clues, long until) {
    List<Symptom> first = clues.stream().filter(clue -> clue.at() <= until).toList();
    if (first.size() == clues.size()) {
      return marks;
    }
    List<Set<String>> then = marks(first);
    var early = new ArrayList<Set<String>>();
    for (Channel channel : Channel.values()) {
      var kept = new TreeSet<String>();
      if (COMPARED_EARLY.contains(channel)) {
        kept.addAll(marks.get(channel.ordinal()));
        kept.retainAll(then.get(channel.ordinal()));
      }
      early.add(kept);
    }
    return early;
  }

  /// Keeps a past incident; the oldest gives way when there are too many.
  void remember(Marked marked) {
    Remembered past = marked.past();
    Kept before = byId.remove(past.id());
    if (before != null) {
      forget(before);
    } else if (byId.size() >= MOST) {
      Kept oldest = byId.values().iterator().next();
      byId.remove(oldest.past.id());
      forget(oldest);
    }
    var kept = new Kept(past);
    byId.put(past.id(), kept);
    if (past.role() != null) {
      byRole.computeIfAbsent(past.role(), none -> new ArrayList<>()).add(kept);
    }
    for (Channel channel : Channel.values()) {
      int c = channel.ordinal();
      kept.marks[c] =
          marked.marks().get(c).stream().mapToInt(mark -> index.add(c, mark, kept)).toArray();
      Set<String> early = COMPARED_EARLY.contains(channel) ? marked.early().get(c) : Set.of();
      kept.early[c] =
          marked.marks().get(c).stream()
              .filter(early::contains)
              .mapToInt(mark -> index.number(c, mark))
              .toArray();
    }
  }

  private void forget(Kept kept) {
    if (kept.past.role() != null) {
      byRole.getOrDefault(kept.past.role(), new ArrayList<>()).remove(kept);
    }
    for (int c = 0; c < kept.marks.length; c++) {
      for (int number : kept.marks[c]) {
        index.remove(c, number, kept);
      }
    }
  }

  int size() {
    return byId.size();
  }

  /// Past incidents on that service since then, and how many of them those ids are.
  int since(String service, long from) {
    int count = 0;
    int number = index.number(Channel.SERVICE.ordinal(), service);
    for (Kept kept : index.owners(number)) {
      count += kept.past.opened() >= from ? 1 : 0;
    }
    return count;
  }

  /// @param count how many of the others have it
  /// @param others how many past incidents there are
  private static double rarity(int count, int others) {
    return Math.log(1 + (others + 1.0) / (count + 1.0));
  }

  /// The most promising past incidents, compared exactly, most promising first.
  ///
  /// @param self id under which the one asked about is itself remembered; then neither that nor anything of the same hours is found, as
  ///     nothing of that was known when it was young. Null when it is not remembered
  List<Match> candidates(
      List<Set<String>> mine, Suspicion suspicion, long now, @Nullable String self) {
    Kept except = self == null ? null : byId.get(self);
    var present = new Present(mine, except);
    // by identity, since an id is kept once; what comes out is put in order below
    var raw = new IdentityHashMap<Kept, Double>();
    for (Channel channel : Channel.values()) {
      int c = channel.ordinal();
      double weight =
          switch (channel) {
            case SIGN_AT_PLACE -> 1.0;
            case SIGN_AT_SERVICE -> 0.7;
            case PLACE -> 0.5;
            case CODE -> 0.5;
            case SERVICE -> 0.3;
            case SIGN -> 0.05;
            case AMOUNT -> 0;
          };
      for (String mark : weight > 0 ? mine.get(c) : Set.<String>of()) {
        int number = index.number(c, mark);
        if (index.count(number) <= COMMON) {
          double rarity = weight * present.rarity(number);
          for (Kept kept : index.owners(number)) {
            raw.merge(kept, rarity, Double::sum);
          }
        }
      }
    }
    for (var role : suspicion.alike().entrySet()) {
      if (role.getValue() >= 0.05) {
        for (Kept kept : byRole.getOrDefault(role.getKey(), List.of())) {
          raw.merge(kept, 20 * role.getValue(), Double::sum);
        }
      }
    }
    if (except != null) {
      long opened = except.past.opened();
      raw.keySet().removeIf(kept -> Math.abs(kept.past.opened() - opened) <= SAME_HOURS_MS);
    }
    return raw.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Kept, Double>>comparingDouble(e -> -e.getValue())
                .thenComparing(e -> e.getKey().past.id()))
        .limit(CANDIDATES)
        .map(e -> new Match(e.getKey().past, compare(present, e.getKey(), suspicion, now)))
        .toList();
  }

  /// What the two share, in plain words.
  List<String> because(List<Set<String>> mine, Match match) {
    var words = new ArrayList<String>();
    Kept past = byId.get(match.past().id());
    if (past == null) {
      return words;
    }
    int here = common(mine, past, Channel.SIGN_AT_PLACE).size();
    if (here > 0) {
      words.add(
          "%d of %d kinds of alert came on the same things."
              .formatted(here, mine.get(Channel.SIGN_AT_PLACE.ordinal()).size()));
    }
    int services = common(mine, past, Channel.SERVICE).size();
    if (services > 0) {
      words.add(
          "%d of %d services were affected then too."
              .formatted(services, mine.get(Channel.SERVICE.ordinal()).size()));
    }
    int c = Channel.CODE.ordinal();
    List<String> codes = common(mine, past, Channel.CODE);
    codes.sort(
        Comparator.<String>comparingDouble(
                code -> -rarity(index.count(index.number(c, code)), byId.size()))
            .thenComparing(x -> x));
    if (!codes.isEmpty()) {
      words.add(
          "Both name " + String.join(", ", codes.subList(0, Math.min(3, codes.size()))) + ".");
    }
    float[] x = match.features();
    if (x[2 * Channel.values().length + Trait.SAME_CAUSE.ordinal()] > 0.4f) {
      words.add("The probable cause is the same.");
    } else if (x[2 * Channel.values().length + Trait.CAUSE_ALIKE.ordinal()] > 0.4f) {
      words.add("The probable cause is of the same kind on the same service.");
    }
    return words;
  }

  private List<String> common(List<Set<String>> mine, Kept past, Channel channel) {
    int c = channel.ordinal();
    var theirs = new BitSet();
    for (int number : past.marks[c]) {
      theirs.set(number);
    }
    var common = new ArrayList<String>();
    for (String mark : mine.get(c)) {
      int number = index.number(c, mark);
      if (number >= 0 && theirs.get(number)) {
        common.add(mark);
      }
    }
    return common;
  }

  /// What two sets of marks have in common, by rarity.
  ///
  /// @param common rarity of what is in both
  /// @param there rarity of what the past one has
  /// @param here rarity of what the present one has
  private record Overlap(double common, double there, double here) {
    double ofBoth() {
      double all = here + there - common;
      return all > 0 ? common / all : 0;
    }

    double ofHere() {
      return here > 0 ? common / here : 0;
    }

    double ofThere() {
      return there > 0 ? common / there : 0;
    }
  }

  /// The present incident while it is compared: which marks it has, and how rare each is among the past ones.
  private final class Present {
    private final BitSet mine = new BitSet();

    /// Of the one asked about when it is itself remembered: it does not count.
    private final BitSet own = new BitSet();

    private final int others;

    /// By how many have a mark; 0 for what was not asked yet.
    private final double[] rarities;

    private final double[] here = new double[Channel.values().length];

    Present(List<Set<String>> marks, @Nullable Kept except) {
      others = byId.size() - (except == null ? 0 : 1);
      rarities = new double[byId.size() + 1];
      if (except != null) {
        for (int[] numbers : except.marks) {
          for (int number : numbers) {
            own.set(number);
          }
        }
      }
      for (int c = 0; c < here.length; c++) {
        for (String mark : marks.get(c)) {
          int number = index.number(c, mark);
          if (number >= 0) {
            mine.set(number);
          }
          here[c] += rarity(number);
        }
      }
    }

    /// @param number of a mark; negative for one that nobody has
    double rarity(int number) {
      int count = index.count(number) - (number >= 0 && own.get(number) ? 1 : 0);
      if (rarities[count] == 0) {
        rarities[count] = Likeness.rarity(count, others);
      }
      return rarities[count];
    }

    Overlap with(int[][] past, Channel channel) {
      double common = 0;
      double there = 0;
      for (int number : past[channel.ordinal()]) {
        double rarity = rarity(number);
        there += rarity;
        common += mine.get(number) ? rarity : 0;
      }
      return new Overlap(common, there, here[channel.ordinal()]);
    }

    /// The same of some of its kinds of alert.
    Overlap between(Set<String> signs, Set<String> past) {
      int c = Channel.SIGN.ordinal();
      double common = 0;
      double own = 0;
      double there = 0;
      for (String sign : signs) {
        double rarity = rarity(index.number(c, sign));
        own += rarity;
        common += past.contains(sign) ? rarity : 0;
      }
      for (String sign : past) {
        there += rarity(index.number(c, sign));
      }
      return new Overlap(common, there, own);
    }
  }

  private static float[] compare(Present present, Kept kept, Suspicion suspicion, long now) {
    Remembered past = kept.past;
    float[] features = new float[2 * Channel.values().length + Trait.values().length];
    for (Channel channel : Channel.values()) {
      Overlap overlap = present.with(kept.marks, channel);
      features[2 * channel.ordinal()] = (float) overlap.ofBoth();
      features[2 * channel.ordinal() + 1] = (float) overlap.ofHere();
    }
    set(features, Trait.AGE, Math.log1p(Math.abs(now - past.opened()) / 86_400_000.0));
    set(
        features,
        Trait.SAME_CAUSE,
        past.cause() == null ? 0 : suspicion.entities().getOrDefault(past.cause(), 0.0));
    set(
        features,
        Trait.SAME_CAUSE_SERVICE,
        past.causeService() == null
            ? 0
            : suspicion.services().getOrDefault(past.causeService(), 0.0));
    Overlap early = present.with(kept.early, Channel.SIGN_AT_SERVICE);
    set(features, Trait.EARLY_SIGNS, early.ofBoth());
    set(features, Trait.EARLY_SIGNS_THERE, early.ofThere());
    set(features, Trait.EARLY_PLACES, present.with(kept.early, Channel.PLACE).ofBoth());
    double amount = present.with(kept.early, Channel.AMOUNT).ofBoth();
    set(features, Trait.EARLY_AMOUNT, amount);
    if (past.role() != null) {
      double alike = suspicion.alike().getOrDefault(past.role(), 0.0);
      set(features, Trait.CAUSE_AMOUNT, amount * alike);
      set(features, Trait.CAUSE_ALIKE, alike);
      Set<String> signs = suspicion.signs().get(past.role());
      if (signs != null && !signs.isEmpty() && !past.causeSigns().isEmpty()) {
        Overlap causes = present.between(signs, past.causeSigns());
        set(features, Trait.CAUSE_SIGNS, alike * causes.ofBoth());
        set(features, Trait.CAUSE_SIGNS_HERE, alike * causes.ofHere());
      }
    }
    return features;
  }

  private static void set(float[] features, Trait trait, double value) {
    features[2 * Channel.values().length + trait.ordinal()] = (float) value;
  }

  static double[] priors() {
    double[] priors = new double[2 * Channel.values().length + Trait.values().length];
    Arrays.fill(priors, 0, 2 * Channel.values().length, 1.5);
    for (Trait trait : Trait.values()) {
      priors[2 * Channel.values().length + trait.ordinal()] = trait.prior;
    }
    return priors;
  }

  static float[] nobody() {
    float[] features = new float[2 * Channel.values().length + Trait.values().length];
    set(features, Trait.NOBODY, 1);
    return features;
  }
}
