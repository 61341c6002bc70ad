package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.IntCounts;
import dev.muster.correlate.engine.numbers.Samples;
import dev.muster.correlate.engine.numbers.Tallies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The samples that a rehearsal yields: what the engine had before it when it decided, and what would have been right. Those of each
/// stretch of the past are kept apart, so that each can be judged by what the others taught.
final class Collected implements Probe {
  private static final int MOST = 60_000;

  /// Log-odds from which on a sample that is judged rightly teaches little: one in twenty.
  private static final double SURE = 3;

  /// Of such samples one in so many is kept, and counts for all of them.
  private static final int FEWER = 4;

  final Samples[] join = samples(Evidence.JOIN);
  final Samples[] merge = samples(Bridge.FEATURES);
  final Samples[] real = samples(Evidence.REAL);
  final Bars bars = new Bars();

  private final boolean judged;
  final Samples[] part = samples(Parting.FEATURES);
  private int sure;

  /// All of it.
  Collected() {
    this(true);
  }

  /// @param judged whether the bar will be found by it; that takes each look at what may be an incident
  Collected(boolean judged) {
    this.judged = judged;
  }

  private static Samples[] samples(int features) {
    var samples = new Samples[Tallies.FOLDS];
    for (int fold = 0; fold < samples.length; fold++) {
      samples[fold] = new Samples(features, MOST);
    }
    return samples;
  }

  /// Adds what another rehearsal yielded.
  void add(Collected other) {
    for (int fold = 0; fold < Tallies.FOLDS; fold++) {
      join[fold].addAll(other.join[fold]);
      merge[fold].addAll(other.merge[fold]);
      real[fold].addAll(other.real[fold]);
      part[fold].addAll(other.part[fold]);
    }
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
  public void join(Seen seen, Cluster cluster, float[] row, double thought) {
    boolean same = seen.label > 0 && seen.label == label(cluster, seen);
    boolean easy = same ? thought > SURE : thought < -SURE;
    if (easy && sure++ % FEWER != 0) {
      return;
    }
    Samples samples = join[seen.fold];
    if (samples.wants()) {
      samples.add(row, same, seen.weight * (easy ? FEWER : 1), Prior.join(row));
    }
  }

  @Override
  public void merge(Cluster one, Cluster two, float[] row) {
    Samples samples = merge[one.members.getFirst().fold];
    if (samples.wants()) {
      int a = label(one, null);
      samples.add(row, a > 0 && a == label(two, null), 1, Bridge.innate(row));
    }
  }

  @Override
  public void part(Parting.Cut cut) {
    Samples samples = part[cut.staying().getFirst().fold];
    if (samples.wants()) {
      int a = label(cut.leaving());
      samples.keep(cut.row().values, a > 0 && a == label(cut.staying()), 1, 0);
    }
  }

  @Override
  public void real(Cluster cluster, boolean atOnce, float[] row) {
    int label = label(cluster, null);
    Samples samples = real[cluster.members.getFirst().fold];
    float[] kept = row.clone();
    if (samples.wants()) {
      samples.keep(kept, label > 0, 1 / Math.sqrt(cluster.size()), Prior.real(row));
    }
    if (judged) {
      bars.add(cluster.number, label, cluster.members.getFirst().fold, atOnce, kept);
    }
  }
}
