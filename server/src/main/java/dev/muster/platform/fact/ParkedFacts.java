package dev.muster.platform.fact;

import dev.muster.platform.db.Transactions;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the readers put aside because they could not handle it: to be seen, and to be handed to them again once the reason is
/// gone.
public final class ParkedFacts {
  private static final Logger LOG = LoggerFactory.getLogger(ParkedFacts.class);

  private final List<FactReader> readers;
  private final FactLog log;
  private final Transactions transactions;

  public ParkedFacts(List<FactReader> readers, FactLog log, Transactions transactions) {
    this.readers = List.copyOf(readers);
    this.log = log;
    this.transactions = transactions;
  }

  /// What was put aside, newest first.
  public List<FactLog.Parked> parked(int offset, int limit) {
    return log.parked(offset, limit);
  }

  /// What became of a replay.
  public sealed interface Replay {
    /// It has had its effect.
    record Done() implements Replay {}

    /// It stays aside.
    record Failed(String why) implements Replay {}

    /// There is no such fact, or somebody else is at it.
    record Missing() implements Replay {}
  }

  /// Hands the fact to its reader again, in one transaction with taking it away.
  public Replay replay(String reader, Place place, long sequence, Instant now) {
    try {
      return transactions.inTransaction(() -> {
        FactLog.Parked parked = log.unpark(reader, place, sequence);
        if (parked == null) {
          return new Replay.Missing();
        }
        reader(reader).replay(parked, now);
        return new Replay.Done();
      });
    } catch (RuntimeException failure) {
      LOG.warn("the replay of {} {} {} failed", reader, place, sequence, failure);
      return new Replay.Failed(failure.toString());
    }
  }

  private FactReader reader(String name) {
    for (FactReader reader : readers) {
      if (reader.name().equals(name)) {
        return reader;
      }
    }
    throw new IllegalArgumentException("there is no reader " + name + " any more");
  }
}
