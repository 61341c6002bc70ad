package dev.muster.platform.outbound;

import dev.muster.kernel.Text;
import dev.muster.platform.db.DatabaseFailures;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.Pump;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves parcels to the outside. One attempt is four steps, each of which a crash may follow:
///
/// 1. a transaction leases what may leave, as many as the channel has hands free;
/// 2. a transaction asks the owner whether the parcel is still wanted, and ends it when not;
/// 3. the carrier carries it, outside of any transaction and beside this thread;
/// 4. a transaction writes the attempt down, moves the parcel on and tells the owner.
///
/// After a crash between 1 and 4 the lease ends and the parcel is taken out again: twice is possible, never is not.
public final class OutboundPump implements Pump {
  private static final Logger LOG = LoggerFactory.getLogger(OutboundPump.class);

  /// Also what wakes it: parcels that were enqueued, hands that have come free.
  public static final String NAME = "outbound";

  /// Room for the recording after a carrier that used its whole time.
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

  private static final int MOST_STRAYS = 100;

  /// How often parcels are looked for that can never leave. Nobody waits for them, and the look would cost each page a commit.
  private static final Duration CLEARING = Duration.ofSeconds(1);

  /// How old the gauges may be.
  private static final Duration GAUGE_AGE = Duration.ofSeconds(10);

  /// How often the owner is told an outcome before it is written down without telling; otherwise a faulty owner would make the
  /// same parcel leave again and again.
  private static final int TELL_TRIES = 3;

  private final Depot depot;
  private final Transactions transactions;
  private final Engine engine;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final MeterRegistry meters;
  private final Map<String, Carrier> carriers = new HashMap<>();
  private final Map<String, DeliveryListener> listeners = new HashMap<>();
  private final Map<String, AtomicInteger> busy = new HashMap<>();
  private final Map<String, Long> waiting = new ConcurrentHashMap<>();
  private final Map<String, Instant> oldest = new ConcurrentHashMap<>();
  private @Nullable Instant gaugedAt;
  private @Nullable Instant clearedAt;

  /// @param random for the jitter of back-off
  public OutboundPump(
      Depot depot,
      Transactions transactions,
      List<? extends Carrier> carriers,
      List<? extends DeliveryListener> listeners,
      Engine engine,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry meters) {
    this.depot = depot;
    this.transactions = transactions;
    this.engine = engine;
    this.clock = clock;
    this.random = random;
    this.meters = meters;
    for (Carrier carrier : carriers) {
      if (this.carriers.put(carrier.channel(), carrier) != null) {
        throw new IllegalArgumentException("two carriers for channel " + carrier.channel());
      }
      busy.put(carrier.channel(), new AtomicInteger());
      gauges(carrier.channel());
    }
    for (DeliveryListener listener : listeners) {
      if (this.listeners.put(listener.owner(), listener) != null) {
        throw new IllegalArgumentException("two delivery listeners for " + listener.owner());
      }
    }
  }

  private void gauges(String channel) {
    Gauge.builder("muster.outbound.waiting", () -> waiting.getOrDefault(channel, 0L))
        .description("Parcels that have not reached the outside yet")
        .tag("channel", channel)
        .register(meters);
    Gauge.builder("muster.outbound.oldest", () -> age(channel))
        .description("Age of the oldest parcel that has not reached the outside yet")
        .baseUnit("seconds")
        .tag("channel", channel)
        .register(meters);
  }

  private double age(String channel) {
    Instant since = oldest.get(channel);
    return since == null ? 0 : Duration.between(since, clock.instant()).toMillis() / 1000.0;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean wokenBy(String what) {
    return what.equals(NAME);
  }

  @Override
  public int poll(Instant now) {
    gauge(now);
    int done = 0;
    Instant before = clearedAt;
    if (before == null || !now.isBefore(before.plus(CLEARING)) || now.isBefore(before)) {
      done = transactions.inTransaction(() -> clearAway(now));
      clearedAt = done == MOST_STRAYS ? null : now;
    }
    for (String channel : depot.due(carriers.keySet(), now)) {
      done += leave(channel, now);
    }
    return done;
  }

  @Override
  public @Nullable Instant nextDue() {
    return depot.nextDue();
  }

  private int clearAway(Instant now) {
    List<Parcel> strays = depot.strays(carriers.keySet(), now, MOST_STRAYS);
    for (Parcel parcel : strays) {
      boolean carried = carriers.containsKey(parcel.channel());
      Delivery why =
          carried
              ? new Delivery.Moot("expired before it could leave")
              : new Delivery.GiveUp("nothing is set up to send by " + parcel.channel());
      Depot.Held held = depot.hold(parcel.id());
      int attempts = held == null ? 0 : held.attempts();
      depot.end(parcel.id(), carried ? "cancelled" : "failed", attempts, word(why), now);
      tell(parcel, attempts + 1, why, true, now); // the attempt that will not be made
      count(parcel, why);
    }
    return strays.size();
  }

  private int leave(String channel, Instant now) {
    Carrier carrier = carrier(channel);
    AtomicInteger hands = hands(channel);
    int free = carrier.atOnce() - hands.get();
    if (free <= 0) {
      return 0; // the engine is woken when a hand comes free
    }
    List<Depot.Leased> leased =
        transactions.inTransaction(
            () -> depot.lease(channel, now, carrier.timeout().plus(LEASE_MARGIN), free));
    hands.addAndGet(leased.size());
    var open = new ArrayList<>(leased);
    try {
      for (Depot.Leased parcel : leased) {
        open.remove(parcel);
        engine.aside(
            () -> {
              try {
                attempt(carrier, parcel);
              } finally {
                hands.decrementAndGet();
              }
            },
            NAME);
      }
    } finally {
      hands.addAndGet(-open.size());
    }
    return leased.size();
  }

  private void attempt(Carrier carrier, Depot.Leased leased) {
    Parcel parcel = leased.parcel();
    if (!stillWanted(leased)) {
      return;
    }
    if (leased.attempt() == 1) {
      Timer.builder("muster.outbound.wait")
          .description("From enqueuing to the first attempt")
          .tag("channel", parcel.channel())
          .register(meters)
          .record(positive(Duration.between(parcel.createdAt(), clock.instant())));
    }
    Delivery outcome = carry(carrier, leased);
    count(parcel, outcome);
    record(carrier, leased, outcome);
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  /// Asks the owner. An owner that cannot answer does not stop a page.
  private boolean stillWanted(Depot.Leased leased) {
    Parcel parcel = leased.parcel();
    DeliveryListener listener = listeners.get(parcel.owner());
    if (listener == null) {
      return true;
    }
    try {
      return transactions.inTransaction(() -> {
        transactions.relax(); // the lease was written to disk, and this only looks
        Instant now = clock.instant();
        Depot.Held held = depot.hold(parcel.id());
        if (held == null || !held.state().equals("leased") || held.attempts() != leased.attempt()) {
          return false; // this thread was so late that the lease has ended
        }
        String why = listener.moot(parcel, now);
        if (why == null) {
          return true;
        }
        var moot = new Delivery.Moot(why);
        depot.end(parcel.id(), "cancelled", leased.attempt() - 1, why, now);
        listener.attempted(parcel, leased.attempt(), moot, true, now);
        count(parcel, moot);
        return false;
      });
    } catch (RuntimeException failure) {
      if (DatabaseFailures.passing(failure)) {
        throw failure; // what cannot be recorded is not sent; the lease ends and it is tried again
      }
      LOG.error(
          "{} could not say whether {} is moot; sending it", parcel.owner(), parcel.id(), failure);
      return true;
    }
  }

  private static Delivery carry(Carrier carrier, Depot.Leased leased) {
    try {
      return kept(carrier.carry(leased.parcel(), leased.attempt()));
    } catch (RuntimeException failure) {
      LOG.warn("carrying {} by {} failed", leased.parcel().id(), carrier.channel(), failure);
      return kept(new Delivery.TryAgain(failure.toString(), null));
    }
  }

  /// The outcome in words that the database can keep: they may be what the other side said, and what cannot be written down would be
  /// carried again for ever.
  private static Delivery kept(Delivery outcome) {
    return switch (outcome) {
      case Delivery.Handed(String ticket) -> new Delivery.Handed(Text.clean(ticket));
      case Delivery.TryAgain(String why, Duration in) -> new Delivery.TryAgain(Text.clean(why), in);
      case Delivery.GiveUp(String why) -> new Delivery.GiveUp(Text.clean(why));
      case Delivery.Moot(String why) -> new Delivery.Moot(Text.clean(why));
    };
  }

  private void record(Carrier carrier, Depot.Leased leased, Delivery outcome) {
    for (int round = 1; ; round++) {
      boolean telling = round <= TELL_TRIES;
      try {
        transactions.run(() -> write(carrier, leased, outcome, telling));
        return;
      } catch (RuntimeException failure) {
        if (DatabaseFailures.passing(failure) || !telling) {
          throw failure;
        }
        LOG.error(
            "{} did not take the outcome of {} (round {})",
            leased.parcel().owner(),
            leased.parcel().id(),
            round,
            failure);
      }
    }
  }

  private void write(Carrier carrier, Depot.Leased leased, Delivery outcome, boolean telling) {
    Parcel parcel = leased.parcel();
    int attempt = leased.attempt();
    Instant now = clock.instant();
    Depot.Held held = depot.hold(parcel.id());
    if (held == null) {
      return;
    }
    depot.note(parcel.id(), new Outbound.Attempt(attempt, now, name(outcome), word(outcome)));
    boolean over = !held.state().equals("leased") && !held.state().equals("waiting");
    boolean overtaken = held.attempts() != attempt;
    if (over || (overtaken && !(outcome instanceof Delivery.Handed))) {
      return; // somebody took it over after the lease had ended; their word counts
    }
    boolean last =
        switch (outcome) {
          case Delivery.Handed _ -> {
            depot.end(parcel.id(), "handed", held.attempts(), word(outcome), now);
            yield true;
          }
          case Delivery.GiveUp _ -> {
            depot.end(parcel.id(), "failed", attempt, word(outcome), now);
            yield true;
          }
          case Delivery.Moot _ -> {
            depot.end(parcel.id(), "cancelled", attempt, word(outcome), now);
            yield true;
          }
          case Delivery.TryAgain again -> {
            Instant next = again(carrier, parcel, attempt, again, now);
            if (next == null) {
              depot.end(parcel.id(), "failed", attempt, word(outcome), now);
            } else {
              depot.putBack(parcel.id(), next, word(outcome));
            }
            yield next == null;
          }
        };
    if (telling) {
      tell(parcel, attempt, outcome, last, now);
    }
  }

  /// When to try next; null when the carrier's patience is at its end. The last attempt is made at the very end of it.
  private @Nullable Instant again(
      Carrier carrier, Parcel parcel, int attempt, Delivery.TryAgain again, Instant now) {
    Instant end = parcel.createdAt().plus(carrier.patience());
    if (!now.isBefore(end)) {
      return null;
    }
    Duration asked = again.in();
    Duration pause = asked == null ? BackOff.after(attempt, carrier.patience(), random) : asked;
    Instant next = now.plus(pause.compareTo(BackOff.SHORTEST) < 0 ? BackOff.SHORTEST : pause);
    return next.isAfter(end) ? end : next;
  }

  private void tell(Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {
    DeliveryListener listener = listeners.get(parcel.owner());
    if (listener != null) {
      listener.attempted(parcel, attempt, outcome, last, now);
    }
  }

  private void count(Parcel parcel, Delivery outcome) {
    meters
        .counter("muster.outbound.attempts", "channel", parcel.channel(), "outcome", name(outcome))
        .increment();
  }

  private static String name(Delivery outcome) {
    return switch (outcome) {
      case Delivery.Handed _ -> "handed";
      case Delivery.TryAgain _ -> "try_again";
      case Delivery.GiveUp _ -> "give_up";
      case Delivery.Moot _ -> "moot";
    };
  }

  private static String word(Delivery outcome) {
    return switch (outcome) {
      case Delivery.Handed(String ticket) -> ticket;
      case Delivery.TryAgain(String why, _) -> why;
      case Delivery.GiveUp(String why) -> why;
      case Delivery.Moot(String why) -> why;
    };
  }

  private void gauge(Instant now) {
    Instant before = gaugedAt;
    if (before != null && now.isBefore(before.plus(GAUGE_AGE))) {
      return;
    }
    gaugedAt = now;
    waiting.clear();
    oldest.clear();
    for (Depot.Backlog backlog : depot.backlog()) {
      waiting.put(backlog.channel(), backlog.waiting());
      Instant since = backlog.oldest();
      if (since != null) {
        oldest.put(backlog.channel(), since);
      }
    }
  }

  private Carrier carrier(String channel) {
    Carrier carrier = carriers.get(channel);
    if (carrier == null) {
      throw new IllegalStateException("no carrier for " + channel);
    }
    return carrier;
  }

  private AtomicInteger hands(String channel) {
    AtomicInteger hands = busy.get(channel);
    if (hands == null) {
      throw new IllegalStateException("no carrier for " + channel);
    }
    return hands;
  }
}
