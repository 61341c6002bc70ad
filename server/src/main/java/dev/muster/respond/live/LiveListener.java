package dev.muster.respond.live;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One who listens, with what he has not heard yet.
final class LiveListener {
  /// About 150 bytes each: 40 KiB for one who does not read at all.
  static final int QUEUE_MAX = 256;

  private final @Nullable String userId;

  /// The teams whose news are for this listener; null for everybody's.
  private volatile @Nullable Set<String> teams;

  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private volatile boolean overrun;
  private volatile boolean ended;

  LiveListener(@Nullable String userId, @Nullable Collection<String> teams) {
    this.userId = userId;
    keepTo(teams);
  }

  /// From now on only news of these teams are for this listener; with null all are.
  void keepTo(@Nullable Collection<String> those) {
    teams = those == null ? null : Set.copyOf(those);
  }

  /// Whether news of what that team owns are for this listener.
  ///
  /// @param team null for what nobody owns
  boolean mayHearOf(@Nullable String team) {
    Set<String> kept = teams;
    return kept == null || (team != null && kept.contains(team));
  }

  @Nullable String userId() {
    return userId;
  }

  /// @return false when he has not kept up; he gets nothing more
  boolean offer(String message) {
    if (overrun || ended) {
      return false;
    }
    if (!queue.offer(message)) {
      overrun = true;
      return false;
    }
    return true;
  }

  /// The next message; null when none came in time.
  @Nullable String next(Duration most) throws InterruptedException {
    return queue.poll(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// True when he has missed something and must load everything anew.
  boolean overrun() {
    return overrun;
  }

  boolean ended() {
    return ended;
  }

  /// Ends the connection at the next occasion.
  void end() {
    ended = true;
    queue.clear();
    queue.offer(""); // so that he does not sleep until the next heartbeat
  }
}
