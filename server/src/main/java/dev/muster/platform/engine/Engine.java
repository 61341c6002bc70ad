package dev.muster.platform.engine;

import dev.muster.platform.db.Outage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
/// Wake-ups: whoever commits says what it has committed, and the pumps that listen to that look at once. The number of a pump's
/// wakes is raised before the lock is taken, and the pump looks at the number under the lock before it lies down, so no wake is
/// lost. A pump that found nothing rests {@link #REST} even when it is woken, so that wakes that come to nothing cost at most five
/// hundred looks a second. A pump that nobody wakes looks every {@link #IDLE}: that is how timers fire. What it
/// finds to be done it mostly knows without the database: see {@link dev.muster.platform.timer.NextDue}.
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /// How long an idle pump sleeps when nobody wakes it; bounds how late a timer fires.
  private static final Duration IDLE = Duration.ofMillis(100);

  /// Shortest time between two looks of a pump that finds nothing.
  private static final Duration REST = Duration.ofMillis(2);

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
  private final Condition stopping = lock.newCondition();
  private final Condition asideEnded = lock.newCondition();
  private final Map<Pump, Sleep> sleeps = new ConcurrentHashMap<>();
  private final AtomicInteger failedAtTheEnd = new AtomicInteger();
  private final Outage asideOutage =
      Outage.parallel(LOG, "work aside", "whoever began it tries again");
  private int aside;
  private volatile boolean running;

  /// Where one pump lies down.
  private static final class Sleep {
    final AtomicLong wakes = new AtomicLong();
    final ReentrantLock bed = new ReentrantLock();
    final Condition woken = bed.newCondition();

    void wake() {
      wakes.incrementAndGet();
      bed.lock();
      try {
        woken.signalAll();
      } finally {
        bed.unlock();
      }
    }
  }

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
    sleeps.put(pump, new Sleep());
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

  /// Tells all idle pumps that there may be something to do.
  public void wake() {
    if (running) {
      sleeps.values().forEach(Sleep::wake);
    }
  }

  /// Tells the pumps that listen to it that something was committed; cheap, call it after commits.
  ///
  /// @param what see {@link Pump#wokenBy}
  public void wake(String what) {
    if (running) {
      sleeps.forEach((pump, sleep) -> {
        if (pump.wokenBy(what)) {
          sleep.wake();
        }
      });
    }
  }

  /// Runs work that waits for the outside and must not hold up a pump: on a virtual thread while the engine is running, on the
  /// caller's in drills.
  ///
  /// @param then what is told to {@link #wake(String)} when it has ended; null for everybody
  public void aside(Runnable task, @Nullable String then) {
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
              asideOutage.worked();
            } catch (RuntimeException failure) {
              asideOutage.failed(failure);
            } finally {
              count(-1);
              if (then == null) {
                wake();
              } else {
                wake(then);
              }
            }
          });
    } catch (RuntimeException | Error notStarted) {
      count(-1);
      throw notStarted;
    }
  }

  /// The same, and all pumps are woken when it has ended.
  public void aside(Runnable task) {
    aside(task, null);
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
    Sleep sleep = Objects.requireNonNull(sleeps.get(pump));
    var outage = new Outage(LOG, pump.name());
    while (running) {
      long seen = sleep.wakes.get();
      try {
        int done = pump.poll(clock.instant());
        outage.worked();
        if (done == 0) {
          sleep(sleep, seen);
        }
      } catch (RuntimeException failure) {
        if (running) {
          outage.failed(failure);
          rest(AFTER_FAILURE);
        }
      } catch (Error broken) {
        outage.failed(broken);
        rest(AFTER_FAILURE);
      }
    }
    failedAtTheEnd.addAndGet(outage.ends());
  }

  /// Waits until the time is over or somebody has woken it since `seen`, and at least {@link #REST}.
  private void sleep(Sleep sleep, long seen) {
    long began = System.nanoTime();
    sleep.bed.lock();
    try {
      long left = IDLE.toNanos();
      while (running && left > 0 && sleep.wakes.get() == seen) {
        left = sleep.woken.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      running = false;
    } finally {
      sleep.bed.unlock();
    }
    Duration early = REST.minusNanos(System.nanoTime() - began);
    if (early.isPositive()) {
      rest(early);
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
    sleeps.values().forEach(Sleep::wake);
    lock.lock();
    try {
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
    int failed = failedAtTheEnd.getAndSet(0);
    if (failed > 0) {
      LOG.info("The pumps end; {} of their last tries had failed", failed);
    }
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
