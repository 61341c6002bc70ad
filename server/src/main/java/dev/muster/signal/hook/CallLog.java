package dev.muster.signal.hook;

import dev.muster.platform.engine.Pump;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Writes calls down behind their senders' backs: an answer never waits for the log. What does not fit is counted and left out.
public final class CallLog implements Pump {
  /// With bodies cut at 8 KiB some 8 MiB; a flood is the same call over and over.
  private static final int WAITING_MOST = 1_000;

  private static final int BATCH = 200;
  private static final Duration TRIED_FOR = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private final HookRepository repository;
  private final BlockingQueue<Call> waiting = new ArrayBlockingQueue<>(WAITING_MOST);
  private final List<Call> batch = new ArrayList<>();
  private final Counter unlogged;
  private Instant since = Instant.MIN;
  private @Nullable Instant forgotten;

  CallLog(HookRepository repository, MeterRegistry meters) {
    this.repository = repository;
    this.unlogged =
        Counter.builder("muster.hooks.unlogged")
            .description("Webhooks that came in and are missing in the log of calls")
            .register(meters);
  }

  /// Notes what became of a call or a mail.
  public void note(Call call) {
    if (!waiting.offer(call)) {
      unlogged.increment();
    }
  }

  @Override
  public String name() {
    return "signal.hooks";
  }

  @Override
  public boolean wokenBy(String what) {
    return what.equals(name());
  }

  @Override
  public int poll(Instant now) {
    int written = write(now);
    if (forgotten == null || Duration.between(forgotten, now).compareTo(FORGET_EVERY) >= 0) {
      forgotten = now;
      repository.forget(now.minus(KEPT));
    }
    return written;
  }

  /// Writes the oldest. What cannot be written stays for the next poll, but not for ever: one call that can never be written must
  /// not keep all others out.
  private int write(Instant now) {
    if (batch.isEmpty()) {
      waiting.drainTo(batch, BATCH);
      since = now;
    }
    if (batch.isEmpty()) {
      return 0;
    }
    int size = batch.size();
    try {
      repository.add(List.copyOf(batch));
    } catch (RuntimeException failure) {
      if (Duration.between(since, now).compareTo(TRIED_FOR) >= 0) {
        batch.clear();
        unlogged.increment(size);
      }
      throw failure;
    }
    batch.clear();
    return size;
  }
}
