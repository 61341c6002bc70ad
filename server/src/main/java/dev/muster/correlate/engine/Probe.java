package dev.muster.correlate.engine;

/// Watches the engine while it learns. Nobody else hears then of what it decides, so nothing is put into words.
interface Probe {
  /// @param thought log-odds of belonging there, as the engine sees it
  void join(Seen seen, Cluster cluster, float[] row, double thought);

  void merge(Cluster one, Cluster two, float[] row);

  void real(Cluster cluster, boolean atOnce, float[] row);

  void part(Parting.Cut cut);
}
