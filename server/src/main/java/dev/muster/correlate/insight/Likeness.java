package dev.muster.correlate.insight;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
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

    /// Its place in sums over all past incidents; another one has it when this one is forgotten.
    private final int slot;

    private final int[][] marks = new int[Channel.values().length][];
    private final int[][] early = new int[Channel.values().length][];

    Kept(Remembered past, int slot) {
      this.past = past;
      this.slot = slot;
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
  private final MarkIndex index = new MarkIndex(Channel.values().length);

  /// By slot.
  private final List<@Nullable Kept> bySlot = new ArrayList<>();

  private final Deque<Integer> freeSlots = new ArrayDeque<>();

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
    var fresh = new Kept(past, slot());
    bySlot.set(fresh.slot, fresh);
    byId.put(past.id(), fresh);
    if (past.role() != null) {
      byRole.computeIfAbsent(past.role(), none -> new ArrayList<>()).add(fresh);
    }
    for (Channel channel : Channel.values()) {
      int c = channel.ordinal();
      fresh.marks[c] =
          marked.marks().get(c).stream().mapToInt(mark -> index.add(c, mark, fresh.slot)).toArray();
      Set<String> early = COMPARED_EARLY.contains(channel) ? marked.early().get(c) : Set.of();
      fresh.early[c] =
          marked.marks().get(c).stream()
              .filter(early::contains)
              .mapToInt(mark -> index.number(c, mark))
              .toArray();
    }
  }

  private int slot() {
    @Nullable Integer free = freeSlots.poll();
    if (free != null) {
      return free;
    }
    bySlot.add(null);
    return bySlot.size() - 1;
  }

  private void forget(Kept gone) {
    bySlot.set(gone.slot, null);
    freeSlots.add(gone.slot);
    if (gone.past.role() != null) {
      byRole.getOrDefault(gone.past.role(), new ArrayList<>()).remove(gone);
    }
    for (int c = 0; c < gone.marks.length; c++) {
      for (int number : gone.marks[c]) {
        index.remove(c, number, gone.slot);
      }
    }
  }

  private Kept inSlot(int slot) {
    return Objects.requireNonNull(bySlot.get(slot));
  }

  int size() {
    return byId.size();
  }

  /// Past incidents on that service since then, and how many of them those ids are.
  int since(String service, long from) {
    int count = 0;
    int number = index.number(Channel.SERVICE.ordinal(), service);
    int[] owners = index.owners(number);
    for (int i = 0; i < index.count(number); i++) {
      count += inSlot(owners[i]).past.opened() >= from ? 1 : 0;
    }
    return count;
  }

  /// How much a mark on that channel says for a past incident to be worth an exact comparison.
  private static double findsBy(Channel channel) {
    return switch (channel) {
      case SIGN_AT_PLACE -> 1.0;
      case SIGN_AT_SERVICE -> 0.7;
      case PLACE -> 0.5;
      case CODE -> 0.5;
      case SERVICE -> 0.3;
      case SIGN -> 0.05;
      case AMOUNT -> 0;
    };
  }

  /// @param count how many of the others have it
  /// @param others how many past incidents there are
  private static double rarity(int count, int others) {
    return Math.log(1 + (others + 1.0) / (count + 1.0));
  }

  /// The most promising past incidents, compared exactly, most promising first.
  ///
  /// @param self as for {@link #present}
  List<Match> candidates(
      List<Set<String>> mine, Suspicion suspicion, long now, @Nullable String self) {
    return present(mine, self).candidates(suspicion, now);
  }

  /// An incident to compare with past ones. Ask it before anything more is remembered.
  ///
  /// @param self id under which the one asked about is itself remembered; then neither that nor anything of the same hours is found, as
  ///     nothing of that was known when it was young. Null when it is not remembered
  Present present(List<Set<String>> mine, @Nullable String self) {
    return new Present(mine, self == null ? null : byId.get(self));
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
      words.add("Both point at the same thing.");
    } else if (x[2 * Channel.values().length + Trait.CAUSE_ALIKE.ordinal()] > 0.4f) {
      words.add("Both point at things of the same kind on the same service.");
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

  /// The present incident while it is compared: which marks it has, and how rare each is among the past ones. What does not depend on
  /// the suspicion is worked out once, however often it is asked.
  final class Present {
    private final BitSet mine = new BitSet();

    /// Of the one asked about when it is itself remembered: it does not count.
    private final BitSet own = new BitSet();

    private final @Nullable Kept except;
    private final int others;

    /// By how many have a mark; 0 for what was not asked yet.
    private final double[] rarities;

    private final double[] here = new double[Channel.values().length];

    /// What each past incident shares with it, by slot; 0 for one that shares nothing by which it could be found.
    private final double[] shared = new double[bySlot.size()];

    private final IdentityHashMap<Kept, Compared> compared = new IdentityHashMap<>();

    private Present(List<Set<String>> marks, @Nullable Kept except) {
      this.except = except;
      others = byId.size() - (except == null ? 0 : 1);
      rarities = new double[byId.size() + 1];
      if (except != null) {
        for (int[] numbers : except.marks) {
          for (int number : numbers) {
            own.set(number);
          }
        }
      }
      for (Channel channel : Channel.values()) {
        int c = channel.ordinal();
        double weight = findsBy(channel);
        for (String mark : marks.get(c)) {
          int number = index.number(c, mark);
          if (number >= 0) {
            mine.set(number);
          }
          double rarity = rarity(number);
          here[c] += rarity;
          int count = index.count(number);
          if (weight > 0 && count <= COMMON) {
            int[] owners = index.owners(number);
            for (int i = 0; i < count; i++) {
              shared[owners[i]] += weight * rarity;
            }
          }
        }
      }
    }

    /// The most promising past incidents, compared exactly, most promising first.
    List<Match> candidates(Suspicion suspicion, long now) {
      double[] raw = shared.clone();
      for (var role : suspicion.alike().entrySet()) {
        if (role.getValue() >= 0.05) {
          for (Kept kept : byRole.getOrDefault(role.getKey(), List.of())) {
            raw[kept.slot] += 20 * role.getValue();
          }
        }
      }
      // the least promising first, as that is the one to give way
      Comparator<Kept> promising =
          (one, other) -> {
            int more = Double.compare(raw[one.slot], raw[other.slot]);
            return more != 0 ? more : other.past.id().compareTo(one.past.id());
          };
      var best = new PriorityQueue<Kept>(CANDIDATES, promising);
      double least = 0;
      for (int slot = 0; slot < raw.length; slot++) {
        // most share less than the least promising of them, or nothing: that is seen without a look
        // at them
        if (raw[slot] > 0 && raw[slot] >= least) {
          Kept one = inSlot(slot);
          boolean full = best.size() >= CANDIDATES;
          if ((!full || promising.compare(one, best.element()) > 0) && !ofTheSameHours(one)) {
            if (full) {
              best.remove();
            }
            best.add(one);
            least = best.size() < CANDIDATES ? 0 : raw[best.element().slot];
          }
        }
      }
      return best.stream()
          .sorted(promising.reversed())
          .map(kept -> new Match(kept.past, features(kept, suspicion, now)))
          .toList();
    }

    private boolean ofTheSameHours(Kept kept) {
      return except != null && Math.abs(kept.past.opened() - except.past.opened()) <= SAME_HOURS_MS;
    }

    private float[] features(Kept kept, Suspicion suspicion, long now) {
      return suspected(
          this, compared.computeIfAbsent(kept, one -> compare(this, one)), kept, suspicion, now);
    }

    /// @param number of a mark; negative for one that nobody has
    private double rarity(int number) {
      int count = index.count(number) - (number >= 0 && own.get(number) ? 1 : 0);
      if (rarities[count] == 0) {
        rarities[count] = Likeness.rarity(count, others);
      }
      return rarities[count];
    }

    private Overlap with(int[][] past, Channel channel) {
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
    private Overlap between(Set<String> signs, Set<String> past) {
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

  /// What the comparison of marks says, whatever is suspected.
  ///
  /// @param amount how far the amounts of early alerts are alike
  @SuppressWarnings(
      "ArrayRecordComponent") // read in place by the thousand, never compared or changed
  private record Compared(float[] features, double amount) {}

  private static Compared compare(Present present, Kept kept) {
    float[] features = new float[2 * Channel.values().length + Trait.values().length];
    for (Channel channel : Channel.values()) {
      Overlap overlap = present.with(kept.marks, channel);
      features[2 * channel.ordinal()] = (float) overlap.ofBoth();
      features[2 * channel.ordinal() + 1] = (float) overlap.ofHere();
    }
    Overlap early = present.with(kept.early, Channel.SIGN_AT_SERVICE);
    set(features, Trait.EARLY_SIGNS, early.ofBoth());
    set(features, Trait.EARLY_SIGNS_THERE, early.ofThere());
    set(features, Trait.EARLY_PLACES, present.with(kept.early, Channel.PLACE).ofBoth());
    double amount = present.with(kept.early, Channel.AMOUNT).ofBoth();
    set(features, Trait.EARLY_AMOUNT, amount);
    return new Compared(features, amount);
  }

  private static float[] suspected(
      Present present, Compared compared, Kept kept, Suspicion suspicion, long now) {
    Remembered past = kept.past;
    float[] features = compared.features.clone();
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
    if (past.role() != null) {
      double alike = suspicion.alike().getOrDefault(past.role(), 0.0);
      set(features, Trait.CAUSE_AMOUNT, compared.amount * alike);
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
