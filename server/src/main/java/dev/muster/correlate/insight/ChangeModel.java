package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import dev.muster.kernel.Moments;
import dev.muster.kernel.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which change is behind an incident, if any.
final class ChangeModel {
  /// What is known of a change.
  enum Trait {
    NOBODY(0.5),
    CAUSE_ENTITY(1.5),
    CAUSE_SERVICE(3.0),
    CAUSE_BEST(1.0),
    LAG(0.6),
    TYPE(0.7),
    AUTHOR(0.2),
    FITS(0.7),
    CRIES(0.3),
    NEWEST(0.3),
    RIVALS(-0.3),
    UNFIT(0.8),
    KIND_UNFIT(0.6),
    UNSURE(0.5),
    LIKE(0.8),
    LAG_OWN(0.3),
    LAG_LONG(0.0),
    LATE(0.0),
    FITS_WORDS(0.2),
    FITS_TYPE(0.4),
    UNFIT_CAUSE(0.4),
    UNFIT_WORDS(0.2);

    final double prior;

    Trait(double prior) {
      this.prior = prior;
    }
  }

  /// A change and what is known of it; no change for the alternative that none did it.
  ///
  /// @param began when the trouble began that the changed thing would explain, in milliseconds
  @SuppressWarnings(
      "ArrayRecordComponent") // read in place by the thousand, never compared or changed
  record Option(@Nullable ChangeNote change, float[] traits, double began) {}

  /// Longest time after a change that it is looked at.
  static final long WINDOW_MS = 72 * 3_600_000L;

  private static final long AFTER_MS = 10 * 60_000L;

  /// Changes kept; some 500 bytes each. At a thousand changes a day that is a quarter of a year.
  private static final int MOST_KEPT = 100_000;

  /// Changes weighed exactly.
  private static final int MOST = 60;

  private final Topology topology;
  private final Map<Integer, Line> byService = new HashMap<>();
  private final Map<String, Kept> byId = new LinkedHashMap<>();
  private final LagShape lags = new LagShape();
  private final Map<String, Sort> sorts = new HashMap<>();
  private final Tally types = new Tally(0.1, 3);
  private final Tally authors = new Tally(0.1, 8);
  private final Tally kinds = new Tally(0.4, 3);
  private final ChangeHabits habits;

  /// A change with what is asked of it again and again.
  ///
  /// @param place what was changed, in the numbers of the topology
  /// @param at when it was made, in milliseconds
  /// @param recorded when we were told, in milliseconds
  private record Kept(
      ChangeNote change, int place, int service, long at, long recorded, Sort sort) {
    String type() {
      return sort.type;
    }
  }

  /// All changes of one kind: what is asked of the kind is asked for each of them.
  private static final class Sort {
    private final String type;

    /// How long after such a change its harm showed; null when none did any.
    private @Nullable LagShape lags;

    /// Share of such changes that did harm, as of when the tally had that many changes.
    private double share;

    private long shareAsOf = -1;

    Sort(String type) {
      this.type = type;
    }
  }

  /// The changes of one service in the order in which they were made, of the same moment in that in which we were told.
  private static final class Line {
    private @Nullable Kept[] all = new @Nullable Kept[4];
    private int size;

    int size() {
      return size;
    }

    Kept get(int i) {
      return Objects.requireNonNull(all[i]);
    }

    void add(Kept kept) {
      int at = from(kept.at + 1);
      if (size == all.length) {
        all = Arrays.copyOf(all, 2 * size);
      }
      System.arraycopy(all, at, all, at + 1, size - at);
      all[at] = kept;
      size++;
    }

    void remove(Kept kept) {
      for (int i = from(kept.at); i < size && get(i).at == kept.at; i++) {
        if (get(i).equals(kept)) {
          size--;
          System.arraycopy(all, i + 1, all, i, size - i);
          all[size] = null;
          return;
        }
      }
    }

    /// Where the first is that was made at that time or later.
    int from(long at) {
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (get(middle).at < at) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  ChangeModel(Topology topology) {
    this.topology = topology;
    habits = new ChangeHabits(topology);
  }

  /// Hears of a change. The same change told again replaces what was told before.
  void add(ChangeNote change) {
    Kept before = byId.remove(change.id());
    if (before != null) {
      forget(before);
    } else if (byId.size() >= MOST_KEPT) {
      Kept oldest = byId.values().iterator().next();
      byId.remove(oldest.change.id());
      forget(oldest);
    }
    int place = place(change);
    int service = place < 0 ? -1 : topology.serviceOf(place);
    if (service < 0) {
      return;
    }
    var kept =
        new Kept(
            change,
            place,
            service,
            change.at().toEpochMilli(),
            change.recorded().toEpochMilli(),
            sort(type(change)));
    byId.put(change.id(), kept);
    byService.computeIfAbsent(service, _ -> new Line()).add(kept);
  }

  private Sort sort(String type) {
    return sorts.computeIfAbsent(type, Sort::new);
  }

  private void forget(Kept kept) {
    Line line = byService.get(kept.service);
    if (line != null) {
      line.remove(kept);
    }
  }

  private int place(ChangeNote change) {
    int entity = change.entity() == null ? -1 : topology.indexOf(change.entity());
    return entity >= 0 || change.service() == null ? entity : topology.indexOf(change.service());
  }

  @Nullable ChangeNote find(String id) {
    Kept kept = byId.get(id);
    return kept == null ? null : kept.change;
  }

  /// A change made so short before is recent, in milliseconds.
  private static final long RECENT_MS = 3_600_000;

  /// One made longer before than this says nothing of what is heard now, in milliseconds.
  private static final long EARLIER_MS = 6 * 3_600_000L;

  /// The last change on a service before a time: its kind, and whether it is recent; {@link Occasion#NOTHING} when there was none in the
  /// hours before.
  String before(int service, long at) {
    Line line = byService.get(service);
    int after = line == null ? 0 : line.from(at + 1);
    if (line == null || after == 0) {
      return Occasion.NOTHING;
    }
    // of several at the same moment the one that we were told of first
    Kept last = line.get(line.from(line.get(after - 1).at));
    if (at - last.at > EARLIER_MS) {
      return Occasion.NOTHING;
    }
    return at - last.at <= RECENT_MS
        ? last.type() + " within the hour"
        : last.type() + " hours ago";
  }

  private static String type(ChangeNote change) {
    return change.type() == null ? "?" : change.type();
  }

  private double density(Kept kept, double onset) {
    double minutes = (onset - kept.at) / 60_000;
    LagShape own = kept.sort.lags;
    return own == null ? lags.density(minutes) : own.density(minutes, lags);
  }

  /// Share of changes of that kind that did harm.
  private double share(Sort sort) {
    if (sort.shareAsOf != types.changes()) {
      sort.share = types.share(sort.type);
      sort.shareAsOf = types.changes();
    }
    return sort.share;
  }

  /// Goes through the changes on a service that may be behind trouble of which the first began then, in the order in which they were made.
  ///
  /// @param last when the last of it began
  private void around(int service, double first, double last, long now, Consumer<Kept> each) {
    Line line = byService.get(service);
    if (line == null) {
      return;
    }
    long until = (long) last + AFTER_MS;
    for (int i = line.from((long) first - WINDOW_MS);
        i < line.size() && line.get(i).at <= until;
        i++) {
      if (line.get(i).recorded <= now) {
        each.accept(line.get(i));
      }
    }
  }

  /// How well a change at each of those entities would explain trouble that began then, 0 to 1.
  Weights pull(BitSet services, double onset, long now) {
    var pull = new Weights();
    for (int service = services.nextSetBit(0);
        service >= 0;
        service = services.nextSetBit(service + 1)) {
      around(
          service,
          onset,
          onset,
          now,
          kept -> {
            double density = density(kept, onset);
            pull.most(kept.place, share(kept.sort) * density / (density + 0.004));
          });
    }
    return pull;
  }

  /// A change as it looks before it is weighed exactly.
  ///
  /// @param density how likely harm shows so long after such a change
  /// @param own the same for the trouble that the changed thing would explain, which began then
  private record Rough(Kept kept, double score, double density, double own, double began) {
    static final Comparator<Rough> HIGHEST =
        (one, other) -> {
          int higher = Double.compare(other.score, one.score);
          return higher != 0 ? higher : one.kept.change.id().compareTo(other.kept.change.id());
        };
  }

  /// The changes to be weighed and the alternative that none did it.
  ///
  /// @param causes probability per entity that it is the cause
  /// @param like probability that this repeats an incident by a change
  /// @param began per entity when the trouble began that it would explain, in milliseconds
  List<Option> options(
      Scene scene, SortedMap<Integer, Double> causes, double like, Weights began, long now) {
    var services = new TreeMap<Integer, Double>();
    causes.forEach((entity, p) -> {
      int service = topology.serviceOf(entity);
      if (service >= 0) {
        services.merge(service, p, Double::sum);
      }
    });
    double bestService = services.values().stream().mapToDouble(x -> x).max().orElse(0);
    var rough = new ArrayList<Rough>();
    for (var entry : services.entrySet()) {
      double here = began.get(entry.getKey(), scene.onset);
      around(
          entry.getKey(),
          scene.onset,
          Math.max(scene.onset, here),
          now,
          kept -> {
            double density = density(kept, scene.onset);
            double since = began.get(kept.place, here);
            double own = since == scene.onset ? density : density(kept, since);
            double score = Math.max(density, own) * (entry.getValue() + 0.01) * share(kept.sort);
            rough.add(new Rough(kept, score, density, own, since));
          });
    }
    rough.sort(Rough.HIGHEST);
    var options = new ArrayList<Option>();
    Map<Integer, ChangeHabits.Said> said = habits.perService(scene, services);
    double unfit = 0;
    double total = 0;
    for (var entry : causes.entrySet()) {
      unfit += entry.getValue() * -kinds.evidence(topology.entity(entry.getKey()).kind());
      total += entry.getValue();
    }
    float[] nobody = new float[Trait.values().length];
    set(nobody, Trait.NOBODY, 1);
    double unfitCause = 0;
    double unfitWords = 0;
    for (var entry : services.entrySet()) {
      ChangeHabits.Said here = said.getOrDefault(entry.getKey(), NOTHING);
      unfitCause -= entry.getValue() * habits.fits(here);
      unfitWords -= entry.getValue() * habits.fitsWords(here);
    }
    set(nobody, Trait.UNFIT, -habits.fits(habits.said(scene, -1)));
    set(nobody, Trait.UNFIT_CAUSE, unfitCause);
    set(nobody, Trait.UNFIT_WORDS, unfitWords);
    set(nobody, Trait.KIND_UNFIT, total > 0 ? unfit / total : 0);
    set(nobody, Trait.UNSURE, bestService);
    set(nobody, Trait.LIKE, -like);
    options.add(new Option(null, nobody, scene.onset));
    double sum = rough.stream().mapToDouble(Rough::score).sum();
    var newest = new HashMap<Integer, @Nullable Kept>();
    for (Rough one : rough.subList(0, Math.min(MOST, rough.size()))) {
      ChangeNote change = one.kept.change;
      int entity = one.kept.place;
      int service = one.kept.service;
      float[] x = new float[Trait.values().length];
      double mine = services.getOrDefault(service, 0.0);
      set(x, Trait.CAUSE_ENTITY, causes.getOrDefault(entity, 0.0));
      set(x, Trait.CAUSE_SERVICE, mine);
      set(x, Trait.CAUSE_BEST, mine >= bestService ? 1 : 0);
      set(x, Trait.LAG, against(one.density));
      set(x, Trait.LAG_OWN, against(one.own));
      double minutes = (one.began - one.kept.at) / 60_000;
      set(x, Trait.LAG_LONG, Math.log1p(Math.max(0, minutes)) / 4);
      set(x, Trait.TYPE, types.evidence(one.kept.type()));
      set(x, Trait.AUTHOR, change.author() == null ? 0 : authors.evidence(change.author()));
      ChangeHabits.Said here = said.getOrDefault(service, NOTHING);
      set(x, Trait.FITS, habits.fits(here));
      set(x, Trait.FITS_WORDS, habits.fitsWords(here));
      set(x, Trait.FITS_TYPE, habits.fits(here, one.kept.type()));
      set(x, Trait.LATE, habits.late(here));
      set(x, Trait.CRIES, scene.nodes.containsKey(entity) ? 1 : 0);
      set(
          x,
          Trait.NEWEST,
          one.kept.equals(newest.computeIfAbsent(service, _ -> newest(service, scene.onset, now)))
              ? 1
              : 0);
      set(x, Trait.RIVALS, 1 - one.score / Math.max(sum, 1e-12));
      options.add(new Option(change, x, one.began));
    }
    return options;
  }

  /// The last change on a service before the trouble began; null when there was none.
  private @Nullable Kept newest(int service, double onset, long now) {
    Line line = byService.get(service);
    if (line == null) {
      return null;
    }
    long first = (long) onset - WINDOW_MS;
    for (int i = line.from((long) onset + 1) - 1; i >= 0 && line.get(i).at >= first; i--) {
      if (line.get(i).recorded <= now) {
        return line.get(i);
      }
    }
    return null;
  }

  private static final ChangeHabits.Said NOTHING = new ChangeHabits.Said(Set.of(), Set.of());

  /// Log of a density per minute against that of a change made for other reasons.
  private static double against(double density) {
    return Math.max(-6, Math.log(density / 0.002 + 1e-9));
  }

  private static void set(float[] traits, Trait trait, double value) {
    traits[trait.ordinal()] = (float) value;
  }

  /// So near to one the share of a cause is only when there was no other.
  private static final double UNCOMPARED = 0.999_99;

  /// Why a change was suspected, in plain words.
  List<String> because(Option option, Scene scene) {
    ChangeNote change = option.change();
    var words = new ArrayList<String>();
    if (change == null) {
      return words;
    }
    long minutes = Math.round((scene.onset - change.at().toEpochMilli()) / 60_000);
    long own = Math.round((option.began() - change.at().toEpochMilli()) / 60_000);
    words.add(
        minutes >= 0
            ? "It was made %s before the first trouble.".formatted(span(minutes))
            : own >= 0
                ? "It was made %s before the first trouble that it would explain."
                    .formatted(span(own))
                : "It was noted %d min after the first trouble; clocks differ."
                    .formatted(-minutes));
    float[] x = option.traits();
    double cause = Math.max(x[Trait.CAUSE_SERVICE.ordinal()], x[Trait.CAUSE_ENTITY.ordinal()]);
    String touched = topology.entity(place(change)).name();
    words.add(
        cause < 0.01
            ? "It touched %s, which is hardly the cause.".formatted(touched)
            : cause > UNCOMPARED
                ? "It touched %s, and as far as is known nothing else is concerned."
                    .formatted(touched)
                : "It touched %s, which is the cause with a probability of %s."
                    .formatted(touched, Percent.words(cause)));
    if (x[Trait.TYPE.ordinal()] > 0.2) {
      words.add(
          change.type() == null
              ? "Changes that do not say their kind were behind incidents before."
              : "Changes of the kind %s were behind incidents before.".formatted(change.type()));
    } else if (x[Trait.TYPE.ordinal()] < -0.5) {
      words.add(
          change.type() == null
              ? "Changes that do not say their kind seldom break anything."
              : "Changes of the kind %s seldom break anything.".formatted(change.type()));
    }
    if (x[Trait.FITS_TYPE.ordinal()] > 0.3 && change.type() != null) {
      words.add(
          "Alerts of these kinds came after a change of the kind %s before."
              .formatted(change.type()));
    } else if (x[Trait.FITS.ordinal()] > 0.2) {
      words.add("Alerts of these kinds came after a change before.");
    }
    return words;
  }

  private static String span(long minutes) {
    return minutes < 120 ? minutes + " min" : Moments.words(Duration.ofMinutes(minutes));
  }

  /// Learns from an incident of which is known whether a change was behind it.
  void learn(Scene scene, int cause, @Nullable ChangeNote culprit, long now, Trace trace) {
    boolean by = culprit != null;
    int causeService = cause < 0 ? -1 : topology.serviceOf(cause);
    habits.learn(
        scene,
        causeService,
        culprit == null ? null : type(culprit),
        culprit == null ? 0 : (scene.onset - culprit.at().toEpochMilli()) / 60_000,
        trace);
    if (cause >= 0) {
      kinds.add(topology.entity(cause).kind(), by, trace);
    }
    var affected = new TreeSet<Integer>(scene.serviceWeight.keySet());
    if (causeService >= 0) {
      affected.add(causeService);
    }
    for (int service : affected) {
      around(
          service,
          scene.onset,
          scene.onset,
          now,
          kept -> {
            ChangeNote change = kept.change;
            double minutes = (scene.onset - kept.at) / 60_000;
            if (minutes <= 120 && !change.equals(culprit)) {
              types.add(kept.type(), false, trace);
              if (change.author() != null) {
                authors.add(change.author(), false, trace);
              }
            }
          });
    }
    if (culprit != null) {
      types.add(type(culprit), true, trace);
      if (culprit.author() != null) {
        authors.add(culprit.author(), true, trace);
      }
      double minutes = (scene.onset - culprit.at().toEpochMilli()) / 60_000;
      Sort sort = sort(type(culprit));
      LagShape own = sort.lags == null ? new LagShape() : sort.lags;
      sort.lags = own;
      trace.count(times -> lags.add(minutes, times));
      trace.count(times -> own.add(minutes, times));
    }
  }
}
