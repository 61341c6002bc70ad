package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.BoostedTrees;
import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Learns which pairs of alerts belong together: candidate pairs as they would have come up, with every earlier alert in its true
/// incident. All are counted; of so many that they would not fit into memory every second, fourth and so on is kept to learn from.
final class PairLessons {
  private static final int MOST = 120_000;

  /// Alerts so near in time keep company.
  private static final long COMPANY = 20 * 60_000L;

  private static final int A_TIME = Scene.MOST_LINKS;
  private static final long SEED = 20_240_303L;

  private final Rehearsal past;
  private final Experience experience;
  private final Recollection read;
  private final List<float[]> rows = new ArrayList<>();
  private final List<long[]> keys = new ArrayList<>();
  private final List<Double> priors = new ArrayList<>();
  private final double trust;
  private int stride = 1;
  private long offered;
  private double yes = 1;

  PairLessons(Rehearsal past, Experience experience, Recollection read, double trust) {
    this.trust = trust;
    this.past = past;
    this.experience = experience;
    this.read = read;
  }

  /// For each stretch of the past a model of the others, to judge it by, and last one of all.
  BoostedTrees[] learn() {
    past.play(
        new Onlooker(past, read) {
          private final Evidence evidence = new Evidence(scene, experience);
          private final Map<Integer, Cluster> clusters = new HashMap<>();
          private long number;

          @Override
          void seen(Seen seen) {
            scene.add(seen);
            int count = 0;
            for (Link link : scene.links(seen)) {
              if (count++ >= A_TIME) {
                break;
              }
              take(evidence, seen, link);
            }
            Cluster cluster =
                seen.label == 0
                    ? new Cluster(++number)
                    : clusters.computeIfAbsent(seen.label, key -> new Cluster(++number));
            cluster.add(seen, null);
          }
        });
    return fit();
  }

  private void take(Evidence evidence, Seen seen, Link link) {
    boolean same = seen.label > 0 && seen.label == link.other.label;
    long affinity = Evidence.affinityKey(seen, link);
    long way = Evidence.wayKey(link);
    yes += same ? 1 : 0;
    experience.affinities.add(affinity, same, seen.fold, 1);
    experience.ways.add(way, same, seen.fold, 1);
    boolean noise = seen.label == 0 && link.other.label == 0;
    if ((same || noise) && Math.abs(seen.onset - link.other.onset) <= COMPANY && link.innate > -1) {
      experience.company.add(affinity, same, seen.fold, 1);
    }
    if (offered++ % stride != 0) {
      return;
    }
    float[] row = new float[Evidence.PAIR];
    evidence.pair(seen, link, seen.arrived, row);
    rows.add(row);
    priors.add(Prior.pair(link, row));
    keys.add(
        new long[] {
          same ? 1 : 0,
          seen.fold,
          affinity,
          way,
          seen.serviceDigest,
          link.other.serviceDigest,
          (long) Math.max(seen.weight, link.other.weight)
        });
    if (rows.size() >= MOST) {
      halve(rows);
      halve(keys);
      halve(priors);
      stride *= 2;
    }
  }

  private static <T> void halve(List<T> list) {
    int kept = 0;
    for (int i = 0; i < list.size(); i += 2) {
      list.set(kept++, list.get(i));
    }
    list.subList(kept, list.size()).clear();
  }

  private BoostedTrees[] fit() {
    experience.companyRate = experience.company.rate();
    experience.pairRate = Math.log(yes / Math.max(1, offered - yes + 1));
    for (int i = 0; i < rows.size(); i++) {
      long[] key = keys.get(i);
      Evidence.tallied(experience, rows.get(i), (int) key[1], key[2], key[3], key[4], key[5]);
    }
    var models = new BoostedTrees[Learner.MODELS];
    for (int k = 0; k < models.length; k++) {
      var samples = new Samples(Evidence.PAIR, MOST);
      for (int i = 0; i < rows.size(); i++) {
        long[] key = keys.get(i);
        if (Learner.learnsFrom(k, (int) key[1]) && samples.wants()) {
          samples.keep(rows.get(i), key[0] == 1, (double) key[6], priors.get(i));
        }
      }
      models[k] =
          BoostedTrees.fit(
              samples, new BoostedTrees.Plan(90, 6, 0.13, 10, 4, 0.5, trust, SEED + k));
    }
    return models;
  }
}
