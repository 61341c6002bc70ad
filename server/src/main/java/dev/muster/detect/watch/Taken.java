package dev.muster.detect.watch;

/// What became of the readings of a request.
///
/// @param accepted readings that were taken
/// @param histograms those of them that are whole histograms
/// @param overLimit readings of new series beyond the limit of their source
/// @param late readings of a step that is over already, or older than anything that is kept
/// @param future readings that claim to be from the future
public record Taken(int accepted, int histograms, int overLimit, int late, int future) {
  static final Taken NOTHING = new Taken(0, 0, 0, 0, 0);

  /// Both together.
  public Taken plus(Taken other) {
    return new Taken(
        accepted + other.accepted,
        histograms + other.histograms,
        overLimit + other.overLimit,
        late + other.late,
        future + other.future);
  }

  public int refused() {
    return overLimit + future;
  }
}
