package dev.muster.correlate.engine;

import dev.muster.catalog.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Learns from a labelled past: incidents with their alerts, and alerts that were noise. Deterministic: the same past gives the same
/// model. Takes seconds for tens of thousands of alerts; of a longer past only the latest {@value #MOST} are used.
public final class Learner {
  /// With fewer alerts than this, or fewer incidents than {@link #FEWEST_INCIDENTS}, nothing is learned: chance would teach.
  public static final int FEWEST_ALERTS = 300;

  /// See {@link #FEWEST_ALERTS}.
  public static final int FEWEST_INCIDENTS = 20;

  private static final int MOST = 60_000;
  private static final int MOST_SAMPLES = 120_000;
  private static final long SEED = 20_240_229L;

  private final Topology topology;
  private final List<PastAlert> past;
  private final List<ChangeSighting> changes;
  private final Map<String, PastAlert> byId = new HashMap<>();
  private final Map<String, Integer> foldOf = new HashMap<>();
  private final Map<String, Integer> foldOfIncident = new HashMap<>();

  private Learner(Topology topology, List<PastAlert> past, List<ChangeSighting> changes) {
    this.topology = topology;
    this.past = past;
    this.changes = changes;
    for (int i = 0; i < past.size(); i++) {
      PastAlert each = past.get(i);
      byId.put(each.sighting().alertId(), each);
      int here = (int) ((long) i * Tallies.FOLDS / past.size());
      String incident = each.incidentId();
      // an incident counts as a whole to the stretch in which it began
      int fold = incident == null ? here : foldOfIncident.computeIfAbsent(incident, key -> here);
      foldOf.put(each.sighting().alertId(), fold);
    }
  }

  /// What that past teaches.
  ///
  /// @param past alerts whose truth is known; in any order
  /// @param changes made or announced in that time; in any order
  public static LearnedModel learn(
      Topology topology, Collection<PastAlert> past, Collection<ChangeSighting> changes) {
    List<PastAlert> ordered =
        past.stream()
            .sorted(
                Comparator.<PastAlert, Instant>comparing(each -> each.sighting().arrivedAt())
                    .thenComparing(each -> each.sighting().alertId()))
            .toList();
    if (ordered.size() > MOST) {
      ordered = ordered.subList(ordered.size() - MOST, ordered.size());
    }
    long incidents =
        ordered.stream()
            .filter(each -> !each.isNoise())
            .map(PastAlert::incidentId)
            .distinct()
            .count();
    if (ordered.size() < FEWEST_ALERTS || incidents < FEWEST_INCIDENTS) {
      return LearnedModel.none();
    }
    List<ChangeSighting> sorted =
        changes.stream().sorted(Comparator.comparing(ChangeSighting::at)).toList();
    return new Learner(topology, ordered, sorted).run();
  }

  private LearnedModel run() {
    var experience = new Experience();
    count(experience);
    BoostedTrees[] noise = learnNoise(experience);
    BoostedTrees[] pair = learnPairs(experience, noise);
    var halves =
        new LearnedModel(experience, half(noise), half(pair), null, null, null, null, 0, false);
    var first = new Collected(this);
    replay(halves, first);
    BoostedTrees join = fit(first.join, 90, 5);
    var second = new Collected(this);
    replay(
        new LearnedModel(
            experience,
            half(noise),
            half(pair),
            join,
            fit(first.merge, 50, 4),
            fit(first.real, 60, 4),
            fit(first.part, 40, 4),
            0,
            false),
        second);
    second.join.addAll(first.join);
    second.part.addAll(first.part);
    return new LearnedModel(
        experience,
        new BoostedTrees[] {noise[2]},
        new BoostedTrees[] {pair[2]},
        fit(second.join, 120, 5),
        fit(second.merge, 60, 4),
        fit(second.real, 80, 4),
        fit(second.part, 60, 4),
        past.size(),
        true);
  }

  private static BoostedTrees[] half(BoostedTrees[] all) {
    return new BoostedTrees[] {all[0], all[1]};
  }

  private static BoostedTrees fit(BoostedTrees.Samples samples, int trees, int depth) {
    return BoostedTrees.fit(samples, new BoostedTrees.Plan(trees, depth, 0.12, 8, 4, 0.6, SEED));
  }

  // --------------------------------------------------------------------------------------- replays

  /// Everything of the past in the order in which it came.
  private interface Player {
    void opened(PastAlert past);

    void resolved(String alertId, Instant at);

    void changed(ChangeSighting change);

    void time(Instant now);
  }

  private record Item(
      Instant at,
      @Nullable PastAlert opened,
      @Nullable String resolved,
      @Nullable ChangeSighting change) {}

  private void play(Player player) {
    var items = new ArrayList<Item>();
    for (PastAlert each : past) {
      items.add(new Item(each.sighting().arrivedAt(), each, null, null));
      Instant resolved = each.resolvedAt();
      if (resolved != null) {
        items.add(new Item(resolved, null, each.sighting().alertId(), null));
      }
    }
    for (ChangeSighting each : changes) {
      items.add(new Item(each.at(), null, null, each));
    }
    items.sort(Comparator.comparing(Item::at));
    Instant last = items.getFirst().at;
    for (Item item : items) {
      while (Duration.between(last, item.at).compareTo(CorrelationEngine.TICK) > 0) {
        Instant next = last.plus(CorrelationEngine.TICK);
        if (Duration.between(last, item.at).compareTo(Duration.ofHours(1)) > 0) {
          next = item.at;
        }
        player.time(next);
        last = next;
      }
      if (item.opened != null) {
        player.opened(item.opened);
      } else if (item.resolved != null) {
        player.resolved(item.resolved, item.at);
      } else if (item.change != null) {
        player.changed(item.change);
      }
    }
    player.time(last.plus(CorrelationEngine.REVIEW).plusSeconds(1));
  }

  private void replay(LearnedModel model, Collected collected) {
    var engine = new CorrelationEngine(topology, model, EngineSettings.defaults(), n -> "I" + n);
    engine.probe = collected;
    play(
        new Player() {
          @Override
          public void opened(PastAlert each) {
            engine.fold(foldOf.getOrDefault(each.sighting().alertId(), 0));
            engine.opened(each.sighting(), each.sighting().arrivedAt());
          }

          @Override
          public void resolved(String alertId, Instant at) {
            engine.resolved(alertId, at);
          }

          @Override
          public void changed(ChangeSighting change) {
            engine.changed(change);
          }

          @Override
          public void time(Instant now) {
            engine.tick(now);
          }
        });
  }

  /// The samples that a replay yields.
  private static final class Collected implements CorrelationEngine.Probe {
    private final Learner learner;
    private final BoostedTrees.Samples join = new BoostedTrees.Samples(Evidence.JOIN);
    private final BoostedTrees.Samples merge = new BoostedTrees.Samples(Bridge.FEATURES);
    private final BoostedTrees.Samples real = new BoostedTrees.Samples(Evidence.REAL);
    private final BoostedTrees.Samples part = new BoostedTrees.Samples(Parting.FEATURES);

    private Collected(Learner learner) {
      this.learner = learner;
    }

    private @Nullable String label(Seen seen) {
      PastAlert past = learner.byId.get(seen.reading.alertId());
      return past == null ? null : past.incidentId();
    }

    /// What most of a cluster is; null for noise.
    private @Nullable String label(Cluster cluster, @Nullable Seen without) {
      return label(cluster.members, without);
    }

    private @Nullable String label(List<Seen> members, @Nullable Seen without) {
      var counts = new HashMap<String, Integer>();
      int noise = 0;
      int most = 0;
      String best = null;
      for (Seen each : members) {
        if (each == without) {
          continue;
        }
        String label = label(each);
        if (label == null) {
          noise++;
        } else {
          int count = counts.merge(label, 1, Integer::sum);
          if (count > most) {
            most = count;
            best = label;
          }
        }
      }
      return most >= noise ? best : null;
    }

    @Override
    public void join(Seen seen, Cluster cluster, float[] row) {
      if (join.size() < MOST_SAMPLES) {
        String own = label(seen);
        join.add(row, own != null && own.equals(label(cluster, seen)), 1);
      }
    }

    @Override
    public void merge(Cluster one, Cluster two, float[] row) {
      if (merge.size() < MOST_SAMPLES) {
        String a = label(one, null);
        merge.add(row, a != null && a.equals(label(two, null)), 1);
      }
    }

    @Override
    public void part(Parting.Cut cut) {
      if (part.size() < MOST_SAMPLES) {
        String a = label(cut.leaving(), null);
        part.add(cut.row().values, a != null && a.equals(label(cut.staying(), null)), 1);
      }
    }

    @Override
    public void real(Cluster cluster, float[] row) {
      if (real.size() < MOST_SAMPLES) {
        real.add(row, label(cluster, null) != null, 1 / Math.sqrt(cluster.size()));
      }
    }
  }

  // ------------------------------------------------------------------------------ counting and
  // pairs

  private void count(Experience experience) {
    var reader = new AlertReader(topology);
    var scene = new Scene(topology);
    var servicesOf = new HashMap<String, TreeSet<Long>>();
    double noise = 1;
    for (PastAlert each : past) {
      AlertReading reading = reader.read(each.sighting());
      int fold = foldOf.getOrDefault(each.sighting().alertId(), 0);
      int place = scene.place(reading);
      long kind = Hashes.of(reading.kind());
      long at = scene.digest(place);
      boolean isNoise = each.isNoise();
      noise += isNoise ? 1 : 0;
      experience.kinds.add(kind, isNoise, fold, 1);
      experience.kindsHere.add(NoiseSigns.placeKey(kind, at), isNoise, fold, 1);
      experience.places.add(at, isNoise, fold, 1);
      experience.kindHours.add(
          NoiseSigns.hourKey(kind, reading.onset().toEpochMilli()), isNoise, fold, 1);
      experience.tools.add(Hashes.of(each.sighting().tool()), isNoise, fold, 1);
      String incident = each.incidentId();
      if (incident != null) {
        servicesOf
            .computeIfAbsent(incident, key -> new TreeSet<>())
            .add(scene.digest(reading.service() >= 0 ? reading.service() : place));
      }
    }
    experience.noiseRate = Math.log(noise / Math.max(1, past.size() - noise + 2));
    new TreeMap<>(servicesOf)
        .forEach((incident, all) -> {
          int fold = foldOfIncident.getOrDefault(incident, 0);
          List<Long> services = all.stream().limit(60).toList();
          for (int i = 0; i < services.size(); i++) {
            experience.services.add(services.get(i), true, fold, 1);
            for (int j = i + 1; j < services.size(); j++) {
              experience.services.add(
                  Evidence.togetherKey(services.get(i), services.get(j)), true, fold, 1);
            }
          }
        });
  }

  /// Two models, each of one half of the past, to judge the other half by, and one of all.
  private BoostedTrees[] learnNoise(Experience experience) {
    var samples = new BoostedTrees.Samples[3];
    for (int i = 0; i < 3; i++) {
      samples[i] = new BoostedTrees.Samples(NoiseSigns.COUNT);
    }
    var scene = new Scene(topology);
    var reader = new AlertReader(topology);
    var signs = new NoiseSigns(experience);
    var works = new Works(topology);
    play(
        new Player() {
          @Override
          public void opened(PastAlert each) {
            Seen seen = seen(each, reader, scene);
            float[] row = read(seen, scene, signs, works);
            samples[seen.fold < Tallies.FOLDS / 2 ? 1 : 0].add(row, each.isNoise(), 1);
            samples[2].add(row, each.isNoise(), 1);
          }

          @Override
          public void resolved(String alertId, Instant at) {}

          @Override
          public void changed(ChangeSighting change) {
            works.add(change);
          }

          @Override
          public void time(Instant now) {}
        });
    var models = new BoostedTrees[3];
    for (int i = 0; i < 3; i++) {
      models[i] = fit(samples[i], 60, 4);
    }
    return models;
  }

  private Seen seen(PastAlert each, AlertReader reader, Scene scene) {
    AlertReading reading = reader.read(each.sighting());
    return new Seen(
        reading,
        scene.place(reading),
        Scene.marks(reading),
        Hashes.of(reading.kind()),
        Hashes.of(each.sighting().tool()),
        foldOf.getOrDefault(each.sighting().alertId(), 0));
  }

  private static float[] read(Seen seen, Scene scene, NoiseSigns signs, Works works) {
    return signs.read(
        seen,
        scene.digest(seen.place),
        scene.kindOfThing(seen.place),
        works.announced(seen.place, seen.onset),
        works.minutesSinceChange(seen.place, seen.service, seen.onset));
  }

  /// Candidate pairs as they would have come up, with every earlier alert in its true incident.
  private BoostedTrees[] learnPairs(Experience experience, BoostedTrees[] noise) {
    var rows = new PairRows();
    var scene = new Scene(topology);
    var reader = new AlertReader(topology);
    var signs = new NoiseSigns(experience);
    var works = new Works(topology);
    var evidence = new Evidence(scene, experience);
    var clusters = new HashMap<String, Cluster>();
    var live = new HashMap<String, Seen>();
    float[] row = new float[Evidence.PAIR];
    long[] number = {0};
    play(
        new Player() {
          @Override
          public void opened(PastAlert each) {
            Seen seen = seen(each, reader, scene);
            seen.signs = read(seen, scene, signs, works);
            seen.noise = (float) noise[seen.fold < Tallies.FOLDS / 2 ? 0 : 1].logOdds(seen.signs);
            scene.add(seen);
            live.put(seen.reading.alertId(), seen);
            int count = 0;
            for (Link link : scene.links(seen, true, false)) {
              if (count++ >= 40) {
                break;
              }
              PastAlert other = byId.get(link.other.reading.alertId());
              String label = each.incidentId();
              boolean same = label != null && other != null && label.equals(other.incidentId());
              evidence.pair(seen, link, seen.arrived, row);
              rows.add(
                  row,
                  same,
                  seen.fold,
                  Evidence.affinityKey(seen, link),
                  Evidence.wayKey(link),
                  evidence.serviceDigest(seen),
                  evidence.serviceDigest(link.other));
            }
            String incident = each.incidentId();
            Cluster cluster =
                incident == null
                    ? new Cluster(++number[0])
                    : clusters.computeIfAbsent(incident, key -> new Cluster(++number[0]));
            cluster.add(seen, scene.region(seen.place), null);
          }

          @Override
          public void resolved(String alertId, Instant at) {
            Seen seen = live.get(alertId);
            if (seen != null) {
              seen.resolved = at.toEpochMilli();
            }
          }

          @Override
          public void changed(ChangeSighting change) {
            works.add(change);
          }

          @Override
          public void time(Instant now) {
            for (Seen gone : scene.expire(now.toEpochMilli())) {
              live.remove(gone.reading.alertId());
            }
          }
        });
    return rows.fit(experience, evidence);
  }

  /// Rows of pairs with the keys whose tallies are filled in when all rows are there.
  private static final class PairRows {
    private final List<float[]> rows = new ArrayList<>();
    private final List<long[]> keys = new ArrayList<>();

    private void add(float[] row, boolean same, int fold, long affinity, long way, long a, long b) {
      rows.add(row.clone());
      keys.add(new long[] {same ? 1 : 0, fold, affinity, way, a, b});
    }

    private BoostedTrees[] fit(Experience experience, Evidence evidence) {
      double yes = 1;
      for (long[] key : keys) {
        yes += key[0];
        experience.affinities.add(key[2], key[0] == 1, (int) key[1], 1);
        experience.ways.add(key[3], key[0] == 1, (int) key[1], 1);
      }
      experience.pairRate = Math.log(yes / Math.max(1, keys.size() - yes + 1));
      var samples = new BoostedTrees.Samples[3];
      for (int i = 0; i < 3; i++) {
        samples[i] = new BoostedTrees.Samples(Evidence.PAIR);
      }
      int every = Math.max(1, rows.size() / MOST_SAMPLES + (rows.size() > MOST_SAMPLES ? 1 : 0));
      for (int i = 0; i < rows.size(); i += every) {
        long[] key = keys.get(i);
        float[] row = rows.get(i);
        evidence.tallied(row, (int) key[1], key[2], key[3], key[4], key[5]);
        samples[key[1] < Tallies.FOLDS / 2 ? 1 : 0].add(row, key[0] == 1, 1);
        samples[2].add(row, key[0] == 1, 1);
      }
      var models = new BoostedTrees[3];
      for (int i = 0; i < 3; i++) {
        models[i] =
            BoostedTrees.fit(
                samples[i],
                new BoostedTrees.Plan(i == 2 ? 100 : 70, 6, 0.12, 10, 4, 0.5, SEED + i));
      }
      return models;
    }
  }
}
