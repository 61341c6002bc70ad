package dev.muster.platform.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the pumps: each on a platform thread of its own in production (a virtual thread that waits in native code could hold one
/// of two carriers), or all of them step by step on the caller's thread in drills, where {@link #settle} says when nothing is left
/// to do.
///
/// Wake-ups: the number of wakes is raised before the lock is taken, and a pump looks at the number under the lock before it lies
/// down, so no wake is lost. A pump that found nothing rests {@link #REST} even when it is woken: on a busy house every commit
/// wakes everybody, and this turns a thousand commits a second into at most two hundred looks a pump.
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /// How long an idle pump sleeps when nobody wakes it; bounds how late a timer fires.
  private static final Duration IDLE = Duration.ofMillis(100);

  /// Shortest time between two looks of a pump that finds nothing.
  private static final Duration REST = Duration.ofMillis(5);

  /// How long {@link #close} waits for the pumps and for work aside.
  private static final Duration STOPPING = Duration.ofSeconds(10);

  /// Pause after a pump failed, so that a database that is away is not hammered.
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  /// More rounds than this without coming to rest means that two pumps feed each other for ever.
  private static final int MOST_ROUNDS = 100_000;

  private final InstantSource clock;
  private final List<Pump> pumps = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition stopping = lock.newCondition();
  private final Condition asideEnded = lock.newCondition();
  private final AtomicLong wakes = new AtomicLong();
  private int aside;
  private volatile boolean running;

  public Engine(InstantSource clock) {
    this.clock = clock;
  }

  /// Adds a pump; call it for all pumps, from left to right in the house, before {@link #start}. Adding the same pump again does
  /// nothing.
  ///
  /// @throws IllegalArgumentException when another pump has the same name
  public void add(Pump pump) {
    for (Pump other : pumps) {
      if (other.name().equals(pump.name())) {
        if (other.equals(pump)) {
          return;
        }
        throw new IllegalArgumentException("two pumps named " + pump.name());
      }
    }
    pumps.add(pump);
  }

  public List<Pump> pumps() {
    return List.copyOf(pumps);
  }

  public boolean running() {
    return running;
  }

  /// Starts one thread a pump.
  public void start() {
    running = true;
    for (Pump pump : pumps) {
      threads.add(Thread.ofPlatform().name("pump-" + pump.name()).start(() -> loop(pump)));
    }
  }

  /// Tells idle pumps that there may be something to do. Cheap; call it after commits.
  public void wake() {
    wakes.incrementAndGet();
    if (running) {
      lock.lock();
      try {
        work.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Runs work that waits for the outside and must not hold up a pump: on a virtual thread while the engine is running, on the
  /// caller's in drills. Wakes the pumps when it has ended.
  public void aside(Runnable task) {
    if (!running) {
      task.run();
      return;
    }
    count(1);
    try {
      Thread.ofVirtual()
          .name("aside")
          .start(() -> {
            try {
              task.run();
            } catch (RuntimeException failure) {
              LOG.error("work aside failed", failure);
            } finally {
              count(-1);
              wake();
            }
          });
    } catch (RuntimeException | Error notStarted) {
      count(-1);
      throw notStarted;
    }
  }

  private void count(int change) {
    lock.lock();
    try {
      aside += change;
      if (aside == 0) {
        asideEnded.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void loop(Pump pump) {
    while (running) {
      long seen = wakes.get();
      try {
        if (pump.poll(clock.instant()) == 0) {
          rest(REST);
          sleep(IDLE, seen);
        }
      } catch (RuntimeException failure) {
        if (running) {
          LOG.error("{} failed; trying again", pump.name(), failure);
          rest(AFTER_FAILURE);
        }
      } catch (Error broken) {
        LOG.error("{} is broken; trying again", pump.name(), broken);
        rest(AFTER_FAILURE);
      }
    }
  }

  /// Waits until the time is over or somebody has called {@link #wake} since `seen`.
  private void sleep(Duration most, long seen) {
    lock.lock();
    try {
      long left = most.toNanos();
      while (running && left > 0 && wakes.get() == seen) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      running = false;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the time is over or the engine is closed.
  private void rest(Duration time) {
    lock.lock();
    try {
      long left = time.toNanos();
      while (running && left > 0) {
        left = stopping.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      running = false;
    } finally {
      lock.unlock();
    }
  }

  /// Runs every pump on this thread until none has anything to do at this moment. For drills and tests, with no threads started.
  ///
  /// @return pieces of work done
  /// @throws IllegalStateException when it does not come to rest, or when threads are running
  public int settle() {
    if (running) {
      throw new IllegalStateException("the engine runs on threads; it settles by itself");
    }
    int all = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      int done = 0;
      for (Pump pump : pumps) {
        done += pump.poll(clock.instant());
      }
      if (done == 0) {
        return all;
      }
      all += done;
    }
    throw new IllegalStateException("the pumps feed each other and do not come to rest");
  }

  /// When the next thing falls due in any pump; null when nothing waits.
  public @Nullable Instant nextDue() {
    Instant next = null;
    for (Pump pump : pumps) {
      Instant due = pump.nextDue();
      if (due != null && (next == null || due.isBefore(next))) {
        next = due;
      }
    }
    return next;
  }

  /// Stops the threads after their current batch and waits for work aside, ten seconds at most.
  @Override
  public void close() {
    running = false;
    lock.lock();
    try {
      work.signalAll();
      stopping.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      for (Thread thread : threads) {
        thread.join(STOPPING);
      }
      awaitAside();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    threads.clear();
  }

  private void awaitAside() throws InterruptedException {
    lock.lock();
    try {
      long left = STOPPING.toNanos();
      while (aside > 0 && left > 0) {
        left = asideEnded.awaitNanos(left);
      }
      if (aside > 0) {
        LOG.warn("{} deliveries were still under way; their leases will end", aside);
      }
    } finally {
      lock.unlock();
    }
  }
}
