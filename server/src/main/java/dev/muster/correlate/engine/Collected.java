package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.IntCounts;
import dev.muster.correlate.engine.numbers.Samples;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The samples that a rehearsal yields: what the engine had before it when it decided, and what would have been right.
final class Collected implements CorrelationEngine.Probe {
  private static final int MOST = 120_000;

  final Samples join = new Samples(Evidence.JOIN, MOST);
  final Samples merge = new Samples(Bridge.FEATURES, MOST);
  final Samples real = new Samples(Evidence.REAL, MOST);
  final Bars bars = new Bars();
  final Samples part = new Samples(Parting.FEATURES, MOST);

  /// Adds what another rehearsal yielded.
  void add(Collected other) {
    join.addAll(other.join);
    merge.addAll(other.merge);
    real.addAll(other.real);
    part.addAll(other.part);
  }

  /// What most of a cluster is; 0 for noise.
  static int label(Cluster cluster, @Nullable Seen without) {
    boolean inside = without != null && without.cluster == cluster;
    int all = cluster.size() - (inside ? 1 : 0);
    return label(cluster.labels, inside && without != null ? without.label : 0, all);
  }

  private static int label(IntCounts labels, int lessOne, int all) {
    int[] best = new int[3];
    labels.forEach(label -> {
      int count = labels.get(label) - (label == lessOne ? 1 : 0);
      best[2] += count;
      if (count > best[1] || (count == best[1] && count > 0 && label < best[0])) {
        best[0] = label;
        best[1] = count;
      }
    });
    return best[1] > 0 && best[1] >= all - best[2] ? best[0] : 0;
  }

  private static int label(List<Seen> members) {
    var labels = new IntCounts();
    for (Seen each : members) {
      if (each.label > 0) {
        labels.add(each.label, 1);
      }
    }
    return label(labels, 0, members.size());
  }

  @Override
  public void join(Seen seen, Cluster cluster, float[] row) {
    if (join.wants()) {
      join.add(
          row, seen.label > 0 && seen.label == label(cluster, seen), seen.weight, Prior.join(row));
    }
  }

  @Override
  public void merge(Cluster one, Cluster two, float[] row) {
    if (merge.wants()) {
      int a = label(one, null);
      merge.add(row, a > 0 && a == label(two, null), 1, Bridge.innate(row));
    }
  }

  @Override
  public void part(Parting.Cut cut) {
    if (part.wants()) {
      int a = label(cut.leaving());
      part.add(cut.row().values, a > 0 && a == label(cut.staying()), 1, 0);
    }
  }

  @Override
  public void real(Cluster cluster, boolean atOnce, float[] row) {
    int label = label(cluster, null);
    if (real.wants()) {
      real.add(row, label > 0, 1 / Math.sqrt(cluster.size()), Prior.real(row));
    }
    bars.add(cluster.number, label, cluster.members.getFirst().fold, atOnce, row);
  }
}
