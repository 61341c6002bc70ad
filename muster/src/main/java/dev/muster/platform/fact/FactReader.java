package dev.muster.platform.fact;

import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/// Follows topics for one room: hands facts to the room's handler in one transaction with the reading position, so that each
/// fact has its effect exactly once. Of several topics, named from left to right, a fact is handed over only after the facts on
/// its left that it was caused by. A fact that the handler cannot digest is tried five times by itself and is then put aside,
/// visibly, so that it does not hold up the others.
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
  private final FactLog log;
  private final Transactions transactions;
  private final Handler handler;
  private final Map<String, Long> positions = new ConcurrentHashMap<>();
  private int batch = BATCH;
  private int failures;

  public FactReader(
      String name, List<Source> sources, FactLog log, Transactions transactions, Handler handler) {
    this.name = name;
    this.sources = List.copyOf(sources);
    this.log = log;
    this.transactions = transactions;
    this.handler = handler;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int poll(Instant now) {
    try {
      int done = transactions.inTransaction(() -> read(now, batch));
      failures = 0;
      if (done == 0 || batch < BATCH) {
        batch = Math.min(BATCH, batch * 2);
      }
      return done;
    } catch (TransientDataAccessException
        | RecoverableDataAccessException
        | NonTransientDataAccessResourceException
        | TransactionException databaseAway) {
      throw databaseAway;
    } catch (RuntimeException failure) {
      if (batch > 1) {
        LOG.warn("{}: a batch failed; trying one by one", name, failure);
        batch = 1;
        return 1;
      }
      failures++;
      if (failures < TRIES) {
        throw failure;
      }
      failures = 0;
      LOG.error("{}: putting a fact aside after {} tries", name, TRIES, failure);
      return transactions.inTransaction(() -> parkOne(now, failure));
    }
  }

  private int read(Instant now, int most) {
    var byRight = new ArrayList<List<Fact>>();
    for (int i = sources.size() - 1; i >= 0; i--) {
      byRight.addFirst(fetch(sources.get(i), most));
    }
    var facts = new ArrayList<Fact>();
    for (List<Fact> fetched : byRight) {
      facts.addAll(fetched);
      if (fetched.size() >= most) {
        break; // there may be more of them, and facts further right may rest on those
      }
    }
    List<Fact> chosen = most == 1 && facts.size() > 1 ? facts.subList(0, 1) : facts;
    if (!chosen.isEmpty()) {
      handler.handle(chosen, now);
      advance(chosen);
    }
    return chosen.size();
  }

  private List<Fact> fetch(Source source, int most) {
    var facts = new ArrayList<Fact>();
    for (int lane = 0; lane < source.lanes(); lane++) {
      String place = source.topic().name() + "/" + lane;
      Long known = positions.get(place);
      if (known != null && log.last(source.topic(), lane) <= known) {
        continue; // nothing new, and no need to lock the position to know it
      }
      long position = log.position(name, source.topic(), lane);
      if (position >= 0) {
        List<Fact> fetched = log.read(source.topic(), lane, position, most);
        facts.addAll(fetched);
        if (fetched.isEmpty()) {
          positions.put(place, position);
        }
      }
    }
    return facts;
  }

  private void advance(List<Fact> facts) {
    for (Source source : sources) {
      for (int lane = 0; lane < source.lanes(); lane++) {
        long last = -1;
        for (Fact fact : facts) {
          if (fact.topic().equals(source.topic().name()) && fact.lane() == lane) {
            last = fact.sequence();
          }
        }
        if (last >= 0) {
          long reached = last;
          String place = source.topic().name() + "/" + lane;
          log.advance(name, source.topic(), lane, last);
          transactions.afterCommit(() -> positions.put(place, reached));
        }
      }
    }
  }

  private int parkOne(Instant now, RuntimeException failure) {
    for (Source source : sources) {
      for (Fact fact : fetch(source, 1)) {
        log.park(name, fact, String.valueOf(failure), now);
        advance(List.of(fact));
        return 1;
      }
    }
    return 0;
  }

  /// True when everything that was committed before the call has had its effect.
  public boolean caughtUp() {
    for (Source source : sources) {
      for (int lane = 0; lane < source.lanes(); lane++) {
        if (log.last(source.topic(), lane)
            > positions.getOrDefault(source.topic().name() + "/" + lane, 0L)) {
          return false;
        }
      }
    }
    return true;
  }
}
