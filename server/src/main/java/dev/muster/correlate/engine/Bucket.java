package dev.muster.correlate.engine;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The alerts of one place, in the order of their arrival, with their onsets and arrivals beside them: most are too long ago to have to do
/// with a new one, and are passed over without being looked at themselves.
final class Bucket {
  private @Nullable Seen[] alerts = new @Nullable Seen[2];
  private long[] onsets = new long[2];
  private long[] arrivals = new long[2];
  private int size;

  int size() {
    return size;
  }

  Seen get(int i) {
    return Objects.requireNonNull(alerts[i]);
  }

  long onset(int i) {
    return onsets[i];
  }

  long arrival(int i) {
    return arrivals[i];
  }

  void add(Seen seen) {
    if (size == alerts.length) {
      alerts = Arrays.copyOf(alerts, 2 * size);
      onsets = Arrays.copyOf(onsets, 2 * size);
      arrivals = Arrays.copyOf(arrivals, 2 * size);
    }
    alerts[size] = seen;
    arrivals[size] = seen.arrived;
    onsets[size++] = seen.onset;
  }

  void remove(Seen seen) {
    for (int i = 0; i < size; i++) {
      if (alerts[i] == seen) {
        size--;
        System.arraycopy(alerts, i + 1, alerts, i, size - i);
        System.arraycopy(onsets, i + 1, onsets, i, size - i);
        System.arraycopy(arrivals, i + 1, arrivals, i, size - i);
        alerts[size] = null;
        return;
      }
    }
  }
}
