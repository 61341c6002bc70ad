package dev.muster.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Takes signals and keeps them, or refuses as it is told to.
final class CollectingSink implements SignalSink {
  final List<Signal> taken = new ArrayList<>();
  boolean full;
  boolean away;
  boolean keep = true;
  int count;

  @Override
  public synchronized Optional<CompletableFuture<Void>> accept(Submission submission) {
    if (full) {
      return Optional.empty();
    }
    if (away) {
      return Optional.of(CompletableFuture.failedFuture(new IllegalStateException("away")));
    }
    count += submission.signals().size();
    if (keep) {
      taken.addAll(submission.signals());
    }
    return Optional.of(CompletableFuture.completedFuture(null));
  }
}
