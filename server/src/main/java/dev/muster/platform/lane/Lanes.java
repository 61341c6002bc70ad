package dev.muster.platform.lane;

import dev.muster.platform.db.Outage;
import dev.muster.platform.engine.Pump;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Single writers over a share of the keys: each lane has a bounded inbox and one platform thread, which takes what has gathered,
/// makes it durable in one transaction, and only then answers the senders. While a commit is on its way the next batch gathers by
/// itself, so that the load sets the size of the batches.
///
/// The **linger**: after a batch of n requests a lane waits for most of n to gather again, at most {@link Limits#linger}. Senders
/// that wait for their answers come back together, and without the wait every second commit would hold only the quick ones. A
/// lonely sender is never made to wait, because after a batch of one nothing is waited for.
///
/// Without {@link #start} there are no threads: what is submitted is carried out on the sender's own thread, one after the other,
/// and {@link #poll} ticks. Drills and tests run so.
///
/// @param <I> what is handed in
/// @param <R> what is told to the sender
public final class Lanes<I, R> implements Pump, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  /// Pause before the state is loaded again after a failure; also bounds how long senders wait for a 503 while the database is away.
  private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

  /// How long {@link #close} waits for a lane to write down what it has taken in.
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  /// Bounds of each lane.
  ///
  /// @param items pieces that may wait. The default, 16,384, is what a lane writes in about a third of a second: a sender that is
  ///     told to come back later is better off than one that waits until it gives up.
  /// @param bytes memory that may wait: 32 MiB, so that the largest bodies cannot fill the heap before the count does
  /// @param batch pieces in one transaction; 2,000 keep a commit within some tens of milliseconds
  /// @param linger longest wait for companions
  /// @param tick how often the writer is asked for what is due
  public record Limits(int items, long bytes, int batch, Duration linger, Duration tick) {
    public static Limits usual() {
      return new Limits(
          16_384, 32L << 20, 2_000, Duration.ofNanos(1_500_000), Duration.ofMillis(50));
    }

    public Limits {
      if (items < 1 || bytes < 1 || batch < 1 || linger.isNegative() || !tick.isPositive()) {
        throw new IllegalArgumentException("lane limits must be positive");
      }
    }
  }

  /// A part of a request, for one lane.
  public record Share<I>(int lane, I item) {}

  private static final class Request<R> {
    final CompletableFuture<List<R>> answer = new CompletableFuture<>();
    final AtomicInteger open;
    final @Nullable Object[] results;
    volatile @Nullable RuntimeException failure;

    Request(int shares) {
      this.open = new AtomicInteger(shares);
      this.results = new Object[shares];
    }

    @SuppressWarnings("unchecked")
    void done(int index, @Nullable R result, @Nullable RuntimeException why) {
      results[index] = result;
      if (why != null) {
        failure = why;
      }
      if (open.decrementAndGet() == 0) {
        RuntimeException failed = failure;
        if (failed != null) {
          answer.completeExceptionally(failed);
        } else {
          answer.complete((List<R>) java.util.Arrays.asList(results));
        }
      }
    }
  }

  private record Waiting<I, R>(I item, int index, Request<R> request) {}

  private final class Lane {
    final int number;
    final ConcurrentLinkedQueue<Waiting<I, R>> inbox = new ConcurrentLinkedQueue<>();
    final AtomicInteger depth = new AtomicInteger();
    final AtomicInteger pieces = new AtomicInteger();
    final AtomicLong bytes = new AtomicLong();
    final ReentrantLock stepping = new ReentrantLock();

    /// How many requests the sleeping thread wants to be woken for; 0 while it is busy.
    volatile int wanted;

    volatile boolean woken;
    volatile @Nullable Thread thread;
    boolean loaded;
    final Outage outage;

    Lane(int number) {
      this.number = number;
      this.outage = new Outage(LOG, name + " lane " + number, "senders are told to come again");
    }

    boolean reserve(int morePieces, long moreBytes) {
      // An empty lane takes anything, or an item above the bounds could never pass.
      if (pieces.addAndGet(morePieces) > limits.items() && pieces.get() != morePieces) {
        pieces.addAndGet(-morePieces);
        return false;
      }
      if (bytes.addAndGet(moreBytes) > limits.bytes() && bytes.get() != moreBytes) {
        bytes.addAndGet(-moreBytes);
        pieces.addAndGet(-morePieces);
        return false;
      }
      return true;
    }

    void release(int fewerPieces, long fewerBytes) {
      pieces.addAndGet(-fewerPieces);
      bytes.addAndGet(-fewerBytes);
    }

    void put(Waiting<I, R> waiting) {
      inbox.add(waiting);
      int now = depth.incrementAndGet();
      int enough = wanted;
      if (enough > 0 && now >= enough) {
        unpark();
      }
    }

    void unpark() {
      Thread sleeping = thread;
      if (sleeping != null) {
        LockSupport.unpark(sleeping);
      }
    }
  }

  private final String name;
  private final LaneWriter<I, R> writer;
  private final InstantSource clock;
  private final Limits limits;
  private final List<Lane> lanes = new ArrayList<>();
  private final Counter refused;
  private final Timer commits;
  private final DistributionSummary sizes;
  private volatile boolean threaded;
  private volatile boolean closing;

  public Lanes(
      String name,
      int count,
      LaneWriter<I, R> writer,
      InstantSource clock,
      Limits limits,
      MeterRegistry meters) {
    this.name = name;
    this.writer = writer;
    this.clock = clock;
    this.limits = limits;
    for (int i = 0; i < count; i++) {
      Lane lane = new Lane(i);
      lanes.add(lane);
      String number = String.valueOf(i);
      Gauge.builder("muster.lane.inbox", lane.pieces, AtomicInteger::get)
          .description("Pieces that wait in a lane's inbox")
          .tags("lanes", name, "lane", number)
          .register(meters);
      Gauge.builder("muster.lane.inbox.bytes", lane.bytes, AtomicLong::get)
          .description("Memory held by what waits in a lane's inbox")
          .tags("lanes", name, "lane", number)
          .register(meters);
    }
    this.refused =
        Counter.builder("muster.lane.refused")
            .description("Requests turned away because an inbox was full")
            .tags("lanes", name)
            .register(meters);
    this.commits =
        Timer.builder("muster.lane.commit")
            .description("Time to carry out a batch and make it durable")
            .tags("lanes", name)
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    this.sizes =
        DistributionSummary.builder("muster.lane.batch")
            .description("Requests in a batch")
            .tags("lanes", name)
            .register(meters);
  }

  @Override
  public String name() {
    return name + ".lanes";
  }

  public int count() {
    return lanes.size();
  }

  /// Pieces that wait in all inboxes.
  public int depth() {
    int all = 0;
    for (Lane lane : lanes) {
      all += lane.pieces.get();
    }
    return all;
  }

  /// Loads the lanes and starts their threads. The engine may be running already and polling them: what it has begun ends first, and
  /// it begins nothing more.
  ///
  /// @throws RuntimeException when the state cannot be loaded
  public void start() {
    threaded = true;
    Instant now = clock.instant();
    for (Lane lane : lanes) {
      lane.stepping.lock();
      try {
        ensureLoaded(lane, now);
      } catch (RuntimeException away) {
        threaded = false;
        throw away;
      } finally {
        lane.stepping.unlock();
      }
    }
    for (Lane lane : lanes) {
      lane.thread = Thread.ofPlatform().name(name + "-lane-" + lane.number).start(() -> run(lane));
    }
  }

  /// Hands a request in, as a whole: either every lane that it needs has room, or none takes it.
  ///
  /// @return the answers in the order of the shares, completed when all of them are durable, or with {@link LaneFailure} when at
  ///     least one could not be made so (others may have been); empty when an inbox is full
  public Optional<CompletableFuture<List<R>>> submit(List<Share<I>> shares) {
    if (closing) {
      return Optional.of(
          CompletableFuture.failedFuture(
              new LaneFailure(
                  name + " is shutting down", new IllegalStateException("shutting down"))));
    }
    for (int i = 0; i < shares.size(); i++) {
      Share<I> share = shares.get(i);
      if (!lanes
          .get(share.lane())
          .reserve(writer.pieces(share.item()), writer.bytes(share.item()))) {
        for (int j = 0; j < i; j++) {
          Share<I> taken = shares.get(j);
          lanes.get(taken.lane()).release(writer.pieces(taken.item()), writer.bytes(taken.item()));
        }
        refused.increment();
        return Optional.empty();
      }
    }
    var request = new Request<R>(shares.size());
    for (int i = 0; i < shares.size(); i++) {
      Share<I> share = shares.get(i);
      Lane lane = lanes.get(share.lane());
      lane.put(new Waiting<>(share.item(), i, request));
      if (closing) {
        turnAway(lane);
      }
    }
    if (!threaded) {
      for (Share<I> share : shares) {
        step(lanes.get(share.lane()));
      }
    }
    return Optional.of(request.answer);
  }

  /// Says that there may be something due in that lane.
  public void wake(int number) {
    Lane lane = lanes.get(number);
    lane.woken = true;
    lane.unpark();
  }

  /// Carries out on the calling thread what waits; nothing when the lanes have threads of their own.
  @Override
  public int poll(Instant now) {
    if (threaded) {
      return 0;
    }
    int done = 0;
    for (Lane lane : lanes) {
      done += step(lane);
      lane.stepping.lock();
      try {
        if (threaded) {
          return done; // started meanwhile
        }
        ensureLoaded(lane, now);
        for (int n = writer.tick(lane.number, now); n > 0; n = writer.tick(lane.number, now)) {
          done += n;
        }
      } catch (RuntimeException failure) {
        lane.loaded = false;
        throw failure;
      } finally {
        lane.stepping.unlock();
      }
    }
    return done;
  }

  private int step(Lane lane) {
    lane.stepping.lock();
    try {
      if (threaded) {
        return 0; // its thread finds what waits
      }
      int done = 0;
      for (List<Waiting<I, R>> batch = gather(lane); !batch.isEmpty(); batch = gather(lane)) {
        try {
          ensureLoaded(lane, clock.instant());
        } catch (RuntimeException away) {
          fail(lane, batch, away);
          continue;
        }
        write(lane, batch);
        done += batch.size();
      }
      return done;
    } finally {
      lane.stepping.unlock();
    }
  }

  private void ensureLoaded(Lane lane, Instant now) {
    if (!lane.loaded) {
      writer.load(lane.number, now);
      lane.loaded = true;
    }
  }

  private void run(Lane lane) {
    long tickNanos = limits.tick().toNanos();
    long nextTick = System.nanoTime() + tickNanos;
    int last = 0;
    while (!closing || !lane.inbox.isEmpty()) {
      try {
        if (!lane.loaded) {
          reload(lane);
          continue;
        }
        sleepFor(lane, last, nextTick);
        List<Waiting<I, R>> batch = gather(lane);
        if (!batch.isEmpty()) {
          last = batch.size();
          write(lane, batch);
        }
        long nanos = System.nanoTime();
        if (lane.loaded && (lane.woken || nanos - nextTick >= 0)) {
          lane.woken = false;
          if (batch.isEmpty()) {
            last = 0;
          }
          int done = writer.tick(lane.number, clock.instant());
          lane.outage.worked();
          nextTick = System.nanoTime() + (done > 0 ? 0 : tickNanos);
        }
      } catch (RuntimeException failure) {
        lane.outage.failed(failure);
        lane.loaded = false;
      }
    }
    try {
      if (lane.loaded) {
        writer.leave(lane.number, clock.instant());
      }
    } catch (RuntimeException failure) {
      LOG.warn(
          "{} lane {}: counters are left to be rebuilt at the next start: {}",
          name,
          lane.number,
          failure.toString());
    }
  }

  /// Sleeps until enough has gathered, the linger is over, or a tick is due.
  private void sleepFor(Lane lane, int last, long nextTick) {
    int enough = Math.max(1, last - last / 4);
    if (lane.depth.get() >= enough || lane.woken) {
      return;
    }
    lane.wanted = lane.depth.get() > 0 ? enough : 1;
    try {
      while (!closing && !lane.woken && lane.depth.get() == 0) {
        long left = nextTick - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
        interrupted();
      }
      if (enough == 1) {
        return;
      }
      lane.wanted = enough;
      long until = System.nanoTime() + limits.linger().toNanos();
      while (!closing && !lane.woken && lane.depth.get() < enough) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
        interrupted();
      }
    } finally {
      lane.wanted = 0;
    }
  }

  private void interrupted() {
    if (Thread.interrupted()) {
      LOG.debug("{}: a lane is not stopped by interrupts but by close", name);
    }
  }

  private List<Waiting<I, R>> gather(Lane lane) {
    var batch = new ArrayList<Waiting<I, R>>();
    int pieces = 0;
    while (true) {
      Waiting<I, R> next = lane.inbox.peek();
      if (next == null) {
        return batch;
      }
      pieces += writer.pieces(next.item());
      if (pieces > limits.batch() && !batch.isEmpty()) {
        return batch;
      }
      lane.inbox.poll();
      lane.depth.decrementAndGet();
      batch.add(next);
    }
  }

  private void write(Lane lane, List<Waiting<I, R>> batch) {
    var items = new ArrayList<I>(batch.size());
    for (Waiting<I, R> waiting : batch) {
      items.add(waiting.item());
    }
    long began = System.nanoTime();
    List<R> results;
    try {
      results = writer.write(lane.number, items, clock.instant());
    } catch (RuntimeException failure) {
      lane.loaded = false;
      if (batch.size() > 1 && writer.isContentFault(failure)) {
        LOG.warn("{} lane {}: a batch was refused; trying its parts", name, lane.number, failure);
        int half = batch.size() / 2;
        writePart(lane, batch.subList(0, half));
        writePart(lane, batch.subList(half, batch.size()));
        return;
      }
      lane.outage.failed(failure); // nothing of it is taken in, and its senders are told
      fail(lane, batch, failure);
      return;
    }
    commits.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    sizes.record(batch.size());
    release(lane, batch);
    for (int i = 0; i < batch.size(); i++) {
      Waiting<I, R> waiting = batch.get(i);
      waiting.request().done(waiting.index(), results.get(i), null);
    }
  }

  private void writePart(Lane lane, List<Waiting<I, R>> part) {
    try {
      ensureLoaded(lane, clock.instant());
    } catch (RuntimeException away) {
      fail(lane, part, away);
      return;
    }
    write(lane, part);
  }

  private void release(Lane lane, List<Waiting<I, R>> batch) {
    int pieces = 0;
    long bytes = 0;
    for (Waiting<I, R> waiting : batch) {
      pieces += writer.pieces(waiting.item());
      bytes += writer.bytes(waiting.item());
    }
    lane.release(pieces, bytes);
  }

  private void fail(Lane lane, List<Waiting<I, R>> batch, Throwable why) {
    release(lane, batch);
    var failure = new LaneFailure(name + " could not store this", why);
    for (Waiting<I, R> waiting : batch) {
      waiting.request().done(waiting.index(), null, failure);
    }
  }

  /// Tries to load; while that fails, senders are told so instead of being kept waiting.
  private void reload(Lane lane) {
    try {
      ensureLoaded(lane, clock.instant());
    } catch (RuntimeException away) {
      lane.outage.failed(away);
      List<Waiting<I, R>> batch = gather(lane);
      fail(lane, batch, away);
      if (batch.isEmpty()) {
        LockSupport.parkNanos(this, AFTER_FAILURE.toNanos());
        interrupted();
      }
    }
  }

  /// Writes down what was taken in, and stops.
  @Override
  public void close() {
    closing = true;
    for (Lane lane : lanes) {
      lane.unpark();
    }
    for (Lane lane : lanes) {
      Thread thread = lane.thread;
      if (thread != null) {
        try {
          if (!thread.join(LAST_WORDS)) {
            LOG.warn("{} lane {} is still busy", name, lane.number);
          }
        } catch (InterruptedException stopping) {
          Thread.currentThread().interrupt();
          return;
        }
        lane.thread = null;
      }
      turnAway(lane);
    }
  }

  /// Tells whoever slipped in after the last look of the lane's thread, so that nobody is left waiting.
  private void turnAway(Lane lane) {
    lane.stepping.lock();
    try {
      if (lane.thread != null) {
        return; // it still looks, or close will
      }
      for (List<Waiting<I, R>> left = gather(lane); !left.isEmpty(); left = gather(lane)) {
        fail(lane, left, new IllegalStateException("shutting down"));
      }
    } finally {
      lane.stepping.unlock();
    }
  }
}
