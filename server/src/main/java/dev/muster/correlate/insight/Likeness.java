package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.Arrays;
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

  /// What is kept of a past incident.
  ///
  /// @param marks per channel
  /// @param early the same of its first quarter of an hour, in which a present one is compared
  /// @param cause id of the entity that had failed; null when not established
  record Remembered(
      String id,
      long opened,
      @Nullable String cause,
      @Nullable String causeService,
      @Nullable String fixedBy,
      @Nullable Boolean byChange,
      @Nullable String role,
      Set<String> causeSigns,
      List<Set<String>> marks,
      List<Set<String>> early) {}

  /// Incidents that opened so close together, in milliseconds, did not know of each other how they would end.
  static final long SAME_HOURS_MS = 2 * 3_600_000L;

  /// Past incidents kept; some 10 kB each.
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

  private final Map<String, List<Remembered>> byRole = new HashMap<>();
  private final Map<String, Remembered> byId = new LinkedHashMap<>();
  private final List<Map<String, List<Remembered>>> index = new ArrayList<>();

  Likeness() {
    for (var _ : Channel.values()) {
      index.add(new HashMap<>());
    }
  }

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
  void remember(Remembered past) {
    Remembered before = byId.remove(past.id());
    if (before != null) {
      forget(before);
    } else if (byId.size() >= MOST) {
      Remembered oldest = byId.values().iterator().next();
      byId.remove(oldest.id());
      forget(oldest);
    }
    byId.put(past.id(), past);
    if (past.role() != null) {
      byRole.computeIfAbsent(past.role(), none -> new ArrayList<>()).add(past);
    }
    for (int c = 0; c < index.size(); c++) {
      for (String mark : past.marks().get(c)) {
        index.get(c).computeIfAbsent(mark, none -> new ArrayList<>(2)).add(past);
      }
    }
  }

  private void forget(Remembered past) {
    if (past.role() != null) {
      byRole.getOrDefault(past.role(), new ArrayList<>()).remove(past);
    }
    for (int c = 0; c < index.size(); c++) {
      for (String mark : past.marks().get(c)) {
        List<Remembered> known = index.get(c).get(mark);
        if (known != null && known.remove(past) && known.isEmpty()) {
          index.get(c).remove(mark);
        }
      }
    }
  }

  int size() {
    return byId.size();
  }

  /// Past incidents on that service since then, and how many of them those ids are.
  int since(String service, long from) {
    int count = 0;
    for (Remembered past : index.get(Channel.SERVICE.ordinal()).getOrDefault(service, List.of())) {
      count += past.opened() >= from ? 1 : 0;
    }
    return count;
  }

  private double rarity(int channel, String mark, @Nullable Remembered except) {
    List<Remembered> known = index.get(channel).get(mark);
    int count = known == null ? 0 : known.size();
    int size = byId.size();
    if (except != null) {
      size--;
      count -= except.marks().get(channel).contains(mark) ? 1 : 0;
    }
    return Math.log(1 + (size + 1.0) / (count + 1.0));
  }

  /// The most promising past incidents, compared exactly, most promising first.
  ///
  /// @param self id under which the one asked about is itself remembered; then neither that nor anything of the same hours is found, as
  ///     nothing of that was known when it was young. Null when it is not remembered
  List<Match> candidates(
      List<Set<String>> mine, Suspicion suspicion, long now, @Nullable String self) {
    Remembered except = self == null ? null : byId.get(self);
    // by identity, since an id is kept once; what comes out is put in order below
    var raw = new IdentityHashMap<Remembered, Double>();
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
        List<Remembered> known = index.get(c).get(mark);
        if (known != null && known.size() <= COMMON) {
          double rarity = weight * rarity(c, mark, except);
          for (Remembered past : known) {
            raw.merge(past, rarity, Double::sum);
          }
        }
      }
    }
    for (var role : suspicion.alike().entrySet()) {
      if (role.getValue() >= 0.05) {
        for (Remembered past : byRole.getOrDefault(role.getKey(), List.of())) {
          raw.merge(past, 20 * role.getValue(), Double::sum);
        }
      }
    }
    if (except != null) {
      raw.keySet().removeIf(past -> Math.abs(past.opened() - except.opened()) <= SAME_HOURS_MS);
    }
    var present = new Present(mine, except);
    return raw.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Remembered, Double>>comparingDouble(e -> -e.getValue())
                .thenComparing(e -> e.getKey().id()))
        .limit(CANDIDATES)
        .map(e -> new Match(e.getKey(), compare(present, e.getKey(), suspicion, now)))
        .toList();
  }

  /// What the two share, in plain words.
  List<String> because(List<Set<String>> mine, Match match) {
    var words = new ArrayList<String>();
    Remembered past = match.past();
    int here = common(mine, past, Channel.SIGN_AT_PLACE);
    if (here > 0) {
      words.add(
          "%d of %d kinds of alert came on the same things."
              .formatted(here, mine.get(Channel.SIGN_AT_PLACE.ordinal()).size()));
    }
    int services = common(mine, past, Channel.SERVICE);
    if (services > 0) {
      words.add(
          "%d of %d services were affected then too."
              .formatted(services, mine.get(Channel.SERVICE.ordinal()).size()));
    }
    var codes = new ArrayList<String>();
    int c = Channel.CODE.ordinal();
    for (String code : mine.get(c)) {
      if (past.marks().get(c).contains(code)) {
        codes.add(code);
      }
    }
    codes.sort(
        Comparator.<String>comparingDouble(code -> -rarity(c, code, null)).thenComparing(x -> x));
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

  private static int common(List<Set<String>> mine, Remembered past, Channel channel) {
    int count = 0;
    for (String mark : mine.get(channel.ordinal())) {
      count += past.marks().get(channel.ordinal()).contains(mark) ? 1 : 0;
    }
    return count;
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

  /// The present incident while it is compared: how rare a mark is, is worked out once, however many past ones have it.
  private final class Present {
    private record Mark(double rarity, boolean mine) {}

    private final @Nullable Remembered except;
    private final List<Map<String, Mark>> marks = new ArrayList<>();
    private final double[] here = new double[Channel.values().length];

    Present(List<Set<String>> mine, @Nullable Remembered except) {
      this.except = except;
      for (int c = 0; c < here.length; c++) {
        var known = new HashMap<String, Mark>();
        for (String mark : mine.get(c)) {
          double rarity = rarity(c, mark, except);
          known.put(mark, new Mark(rarity, true));
          here[c] += rarity;
        }
        marks.add(known);
      }
    }

    private Mark mark(int channel, String mark) {
      Map<String, Mark> known = marks.get(channel);
      Mark found = known.get(mark);
      if (found == null) {
        found = new Mark(rarity(channel, mark, except), false);
        known.put(mark, found);
      }
      return found;
    }

    Overlap with(List<Set<String>> past, Channel channel) {
      int c = channel.ordinal();
      double common = 0;
      double there = 0;
      for (String one : past.get(c)) {
        Mark mark = mark(c, one);
        there += mark.rarity;
        common += mark.mine ? mark.rarity : 0;
      }
      return new Overlap(common, there, here[c]);
    }

    /// The same of some of its kinds of alert.
    Overlap between(Set<String> signs, Set<String> past) {
      int c = Channel.SIGN.ordinal();
      double common = 0;
      double own = 0;
      double there = 0;
      for (String sign : signs) {
        double rarity = mark(c, sign).rarity;
        own += rarity;
        common += past.contains(sign) ? rarity : 0;
      }
      for (String sign : past) {
        there += mark(c, sign).rarity;
      }
      return new Overlap(common, there, own);
    }
  }

  private static float[] compare(Present present, Remembered past, Suspicion suspicion, long now) {
    float[] features = new float[2 * Channel.values().length + Trait.values().length];
    for (Channel channel : Channel.values()) {
      Overlap overlap = present.with(past.marks(), channel);
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
    Overlap early = present.with(past.early(), Channel.SIGN_AT_SERVICE);
    set(features, Trait.EARLY_SIGNS, early.ofBoth());
    set(features, Trait.EARLY_SIGNS_THERE, early.ofThere());
    set(features, Trait.EARLY_PLACES, present.with(past.early(), Channel.PLACE).ofBoth());
    double amount = present.with(past.early(), Channel.AMOUNT).ofBoth();
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
