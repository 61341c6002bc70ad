package dev.muster.platform.fact;

import dev.muster.platform.db.DatabaseFailures;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows topics for one room: hands facts to the room's handler in one transaction with the reading position, so that each
/// fact has its effect exactly once. Of several topics, named from left to right, a fact is handed over only after the facts on
/// its left that it was caused by. A fact that the handler cannot digest is tried five times by itself and is then put aside,
/// visibly, so that it does not hold up the others.
///
/// Why causes come first: a cause is committed before its effect, and all topics are looked at in one moment. So whatever
/// caused an effect that was seen is seen as well, or has been read before; and within a batch the left goes first. A topic that
/// was not seen to its end, because the batch is full or another node is at it, holds back everything on its right.
public final class FactReader implements Pump {
  private static final Logger LOG = LoggerFactory.getLogger(FactReader.class);

  /// Enough to make a commit worth its cost, few enough to keep it under some tens of milliseconds.
  private static final int BATCH = 500;

  private static final int TRIES = 5;

  /// The room's reaction. Runs inside the transaction.
  @FunctionalInterface
  public interface Handler {
    void handle(List<Fact> facts, Instant now);
  }

  /// One topic and the number of its lanes.
  public record Source(Topic<?> topic, int lanes) {}

  private final String name;
  private final List<Source> sources;
  private final Set<String> topics;
  private final FactLog log;
  private final Transactions transactions;
  private final Handler handler;

  /// How far this process knows the reader to have come; behind the truth when another node reads as well.
  private final Map<Place, Long> positions = new ConcurrentHashMap<>();

  private int batch = BATCH;
  private int failures;

  /// The fact that was tried by itself last.
  private @Nullable Fact suspect;

  public FactReader(
      String name, List<Source> sources, FactLog log, Transactions transactions, Handler handler) {
    this.name = name;
    this.sources = List.copyOf(sources);
    this.topics =
        sources.stream()
            .map(source -> source.topic().name())
            .collect(Collectors.toUnmodifiableSet());
    this.log = log;
    this.transactions = transactions;
    this.handler = handler;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean wokenBy(String what) {
    return topics.contains(what);
  }

  @Override
  public int poll(Instant now) {
    Map<Place, Long> lasts = log.lasts(topics); // one small query, no transaction
    if (caughtUp(lasts)) {
      return 0;
    }
    Fact tried = suspect;
    try {
      int done = transactions.inTransaction(() -> read(lasts, now));
      failures = 0;
      suspect = null;
      batch = Math.min(BATCH, batch * 2);
      return done;
    } catch (RuntimeException failure) {
      if (DatabaseFailures.passing(failure)) {
        throw failure;
      }
      if (batch > 1) {
        LOG.warn("{}: a batch failed; trying one by one", name, failure);
        batch = 1;
        return 1;
      }
      failures = suspect != null && suspect.equals(tried) ? failures + 1 : 1;
      if (failures < TRIES || suspect == null) {
        throw failure;
      }
      putAside(suspect, failure, now);
      return 1;
    }
  }

  private void putAside(Fact fact, RuntimeException failure, Instant now) {
    LOG.error("{}: putting a fact aside after {} tries: {}", name, TRIES, fact, failure);
    transactions.run(() -> {
      for (Source source : sources) {
        if (source.topic().name().equals(fact.topic())
            && log.position(name, source.topic(), fact.lane()) == fact.sequence() - 1) {
          log.park(name, fact, failure.toString(), now);
          advance(List.of(fact));
        }
      }
    });
    failures = 0;
    suspect = null;
  }

  private int read(Map<Place, Long> lasts, Instant now) {
    List<Fact> facts = fetch(lasts, batch);
    if (facts.isEmpty()) {
      return 0;
    }
    transactions.relax(); // what is lost with the database is read again
    if (batch == 1) {
      suspect = facts.getFirst();
    }
    var readable = new ArrayList<Fact>();
    for (Fact fact : facts) {
      if (fact.event() instanceof Unreadable unreadable) {
        LOG.error("{}: putting a fact aside that cannot be read: {}", name, fact);
        log.park(name, fact, unreadable.why(), now);
      } else {
        readable.add(fact);
      }
    }
    if (!readable.isEmpty()) {
      handler.handle(readable, now);
    }
    advance(facts);
    return facts.size();
  }

  /// Reads what was there when `lasts` was taken. All places were looked at in one moment, so an effect that is there has its
  /// cause there as well, further left.
  private List<Fact> fetch(Map<Place, Long> lasts, int most) {
    var wanted = new ArrayList<Place>();
    for (Source source : sources) {
      for (int lane = 0; lane < source.lanes(); lane++) {
        Place place = new Place(source.topic().name(), lane);
        if (lasts.getOrDefault(place, 0L) > positions.getOrDefault(place, 0L)) {
          wanted.add(place); // others have nothing new, and need not be held to know it
        }
      }
    }
    Map<Place, Long> held = log.positions(name, wanted);
    var stretches = new ArrayList<FactLog.Stretch>();
    for (Source source : sources) {
      for (int lane = 0; lane < source.lanes(); lane++) {
        Place place = new Place(source.topic().name(), lane);
        Long position = held.get(place);
        if (position != null) {
          long last = lasts.getOrDefault(place, 0L);
          if (last > position) {
            stretches.add(new FactLog.Stretch(source.topic(), lane, position, last));
          } else {
            positions.put(place, position); // another node has been here
          }
        }
      }
    }
    List<Fact> fetched = log.read(stretches, most);
    return most == 1 && !fetched.isEmpty()
        ? fetched.subList(0, 1)
        : untilFirstGap(fetched, wanted, held.keySet(), stretches);
  }

  /// Leaves away what is on the right of a topic that was not seen to its end.
  private List<Fact> untilFirstGap(
      List<Fact> fetched, List<Place> wanted, Set<Place> held, List<FactLog.Stretch> stretches) {
    var reached = new HashMap<Place, Long>();
    fetched.forEach(fact -> reached.put(fact.place(), fact.sequence()));
    var unfinished = new HashSet<String>();
    for (Place place : wanted) {
      if (!held.contains(place)) {
        unfinished.add(place.topic());
      }
    }
    for (FactLog.Stretch stretch : stretches) {
      if (reached.getOrDefault(stretch.place(), 0L) < stretch.until()) {
        unfinished.add(stretch.topic().name());
      }
    }
    if (unfinished.isEmpty()) {
      return fetched;
    }
    var visible = new HashSet<String>();
    for (Source source : sources) {
      visible.add(source.topic().name());
      if (unfinished.contains(source.topic().name())) {
        break;
      }
    }
    return fetched.stream().filter(fact -> visible.contains(fact.topic())).toList();
  }

  private void advance(List<Fact> facts) {
    var reached = new LinkedHashMap<Place, Long>();
    facts.forEach(fact -> reached.put(fact.place(), fact.sequence()));
    log.advance(name, reached);
    transactions.afterCommit(() -> positions.putAll(reached));
  }

  /// True when everything that was committed before the call has had its effect or was put aside.
  public boolean caughtUp() {
    return caughtUp(log.lasts(topics));
  }

  private boolean caughtUp(Map<Place, Long> lasts) {
    for (Map.Entry<Place, Long> last : lasts.entrySet()) {
      if (last.getValue() > positions.getOrDefault(last.getKey(), 0L)) {
        return false;
      }
    }
    return true;
  }

  /// Hands a fact that was put aside to the handler again, inside the caller's transaction.
  ///
  /// @throws IllegalArgumentException when this reader does not follow that topic, or the fact still cannot be read
  void replay(FactLog.Parked parked, Instant now) {
    for (Source source : sources) {
      if (source.topic().name().equals(parked.place().topic())) {
        Object event = source.topic().event(parked.type(), parked.body());
        if (event instanceof Unreadable unreadable) {
          throw new IllegalArgumentException(unreadable.why());
        }
        handler.handle(
            List.of(
                new Fact(
                    parked.place().topic(),
                    parked.place().lane(),
                    parked.sequence(),
                    parked.parkedAt(),
                    event)),
            now);
        return;
      }
    }
    throw new IllegalArgumentException(name + " does not follow " + parked.place().topic());
  }
}
