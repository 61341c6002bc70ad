package dev.muster.platform.outbound;

import dev.muster.platform.db.MemoryTable;
import dev.muster.platform.db.MemoryTransactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Parcels in memory, for simulations. Ended ones are looked through one by one, so call {@link #forget} in long runs.
public final class MemoryOutbound implements Depot {
  private record Row(
      long serial,
      Parcel parcel,
      String state,
      int attempts,
      @Nullable Instant next,
      @Nullable Instant ended,
      @Nullable String word,
      List<Attempt> log) {
    boolean unfinished() {
      return state.equals("waiting") || state.equals("leased");
    }

    boolean due(Instant now) {
      return next != null && !next.isAfter(now);
    }

    Row become(
        String newState, int newAttempts, @Nullable Instant at, @Nullable Instant end, String say) {
      return new Row(serial, parcel, newState, newAttempts, at, end, say, log);
    }

    Status status() {
      return new Status(parcel, state, attempts, next, ended, word, log);
    }
  }

  private final MemoryTransactions transactions;
  private final Runnable wake;
  private final MemoryTable<String, Row> unfinished;
  private final MemoryTable<String, Row> over;
  private final MemoryTable<String, String> keys;
  private long serial;

  public MemoryOutbound(MemoryTransactions transactions, Runnable wake) {
    this.transactions = transactions;
    this.wake = wake;
    this.unfinished = new MemoryTable<>(transactions);
    this.over = new MemoryTable<>(transactions);
    this.keys = new MemoryTable<>(transactions);
  }

  private static String key(Parcel parcel) {
    return parcel.owner() + "\n" + parcel.idempotencyKey();
  }

  private void put(Row row) {
    String id = row.parcel().id();
    if (row.unfinished()) {
      unfinished.put(id, row);
      over.remove(id);
    } else {
      over.put(id, row);
      unfinished.remove(id);
    }
  }

  private @Nullable Row row(String id) {
    Row row = unfinished.get(id);
    return row == null ? over.get(id) : row;
  }

  private Row held(String id) {
    return Objects.requireNonNull(row(id), () -> "no parcel " + id);
  }

  @Override
  public boolean enqueue(Parcel parcel) {
    return transactions.inTransaction(() -> {
      if (keys.get(key(parcel)) != null) {
        return false;
      }
      keys.put(key(parcel), parcel.id());
      put(new Row(++serial, parcel, "waiting", 0, parcel.createdAt(), null, null, List.of()));
      transactions.afterCommit(wake);
      return true;
    });
  }

  @Override
  public int cancel(String owner, String about, @Nullable String channel, String why, Instant now) {
    return transactions.inTransaction(() -> {
      int count = 0;
      for (Row row : unfinished.all()) {
        Parcel parcel = row.parcel();
        if (row.state().equals("waiting")
            && parcel.owner().equals(owner)
            && parcel.about().equals(about)
            && (channel == null || channel.equals(parcel.channel()))) {
          put(row.become("cancelled", row.attempts(), null, now, why));
          count++;
        }
      }
      return count;
    });
  }

  /// What is unfinished and not held up by an older one with the same order key.
  private List<Row> free() {
    var heads = new TreeMap<String, Row>();
    var free = new ArrayList<Row>();
    for (Row row : unfinished.all()) {
      String order = row.parcel().orderKey();
      if (order == null) {
        free.add(row);
      } else {
        heads.merge(order, row, (a, b) -> a.serial() < b.serial() ? a : b);
      }
    }
    free.addAll(heads.values());
    return free;
  }

  @Override
  public List<String> due(Set<String> channels, Instant now) {
    return transactions.inTransaction(() ->
        unfinished.all().stream()
            .filter(row -> row.due(now) && channels.contains(row.parcel().channel()))
            .map(row -> row.parcel().channel())
            .distinct()
            .sorted()
            .toList());
  }

  @Override
  public List<Leased> lease(String channel, Instant now, Duration lease, int most) {
    return transactions.inTransaction(() -> {
      List<Row> chosen =
          free().stream()
              .filter(row -> row.due(now) && row.parcel().channel().equals(channel))
              .sorted(
                  Comparator.comparingInt((Row row) -> row.parcel().priority())
                      .thenComparingLong(row -> PostgresOutbound.place(row.parcel(), row.serial())))
              .limit(most)
              .toList();
      var leased = new ArrayList<Leased>();
      for (Row row : chosen) {
        int attempt = row.attempts() + 1;
        put(
            new Row(
                row.serial(),
                row.parcel(),
                "leased",
                attempt,
                now.plus(lease),
                null,
                row.word(),
                row.log()));
        if (row.state().equals("leased")) {
          note(row.parcel().id(), PostgresOutbound.lost(row.attempts(), now));
        }
        leased.add(new Leased(row.parcel(), attempt));
      }
      return leased;
    });
  }

  @Override
  public List<Parcel> strays(Set<String> carried, Instant now, int most) {
    return transactions.inTransaction(() ->
        unfinished.all().stream()
            .filter(row -> row.state().equals("waiting"))
            .map(Row::parcel)
            .filter(parcel ->
                !carried.contains(parcel.channel())
                    || (parcel.expiresAt() != null && !parcel.expiresAt().isAfter(now)))
            .limit(most)
            .toList());
  }

  @Override
  public @Nullable Held hold(String id) {
    Row row = row(id);
    return row == null ? null : new Held(row.state(), row.attempts());
  }

  @Override
  public void note(String id, Attempt attempt) {
    transactions.run(() -> {
      Row row = held(id);
      var log = new TreeMap<Integer, Attempt>();
      row.log().forEach(one -> log.put(one.number(), one));
      log.put(attempt.number(), attempt);
      put(
          new Row(
              row.serial(),
              row.parcel(),
              row.state(),
              row.attempts(),
              row.next(),
              row.ended(),
              row.word(),
              List.copyOf(log.values())));
    });
  }

  @Override
  public void putBack(String id, Instant nextAttemptAt, String word) {
    transactions.run(() -> {
      Row row = held(id);
      put(row.become("waiting", row.attempts(), nextAttemptAt, null, word));
    });
  }

  @Override
  public void end(String id, String state, int attempts, String word, Instant now) {
    transactions.run(() -> put(held(id).become(state, attempts, null, now, word)));
  }

  @Override
  public List<Backlog> backlog() {
    return transactions.inTransaction(() -> {
      var channels = new TreeMap<String, Backlog>();
      for (Row row : unfinished.all()) {
        channels.merge(
            row.parcel().channel(),
            new Backlog(row.parcel().channel(), 1, row.parcel().createdAt()),
            (a, b) -> new Backlog(a.channel(), a.waiting() + 1, older(a.oldest(), b.oldest())));
      }
      return List.copyOf(channels.values());
    });
  }

  private static @Nullable Instant older(@Nullable Instant a, @Nullable Instant b) {
    return a == null || (b != null && b.isBefore(a)) ? b : a;
  }

  @Override
  public @Nullable Instant nextDue() {
    return transactions.<@Nullable Instant>inTransaction(() ->
        free().stream()
            .map(Row::next)
            .filter(Objects::nonNull)
            .min(Instant::compareTo)
            .orElse(null));
  }

  @Override
  public int forget(Instant endedBefore, int most) {
    return transactions.inTransaction(() -> {
      int count = 0;
      for (Row row : over.all()) {
        if (count < most && row.ended() != null && row.ended().isBefore(endedBefore)) {
          over.remove(row.parcel().id());
          keys.remove(key(row.parcel()));
          count++;
        }
      }
      return count;
    });
  }

  @Override
  public long count(@Nullable String about, @Nullable String state, int most) {
    return log(about, state, 0, most).size();
  }

  @Override
  public List<Status> log(@Nullable String about, @Nullable String state, int offset, int limit) {
    return transactions.inTransaction(() -> {
      var rows = new ArrayList<>(unfinished.all());
      rows.addAll(over.all());
      return rows.stream()
          .filter(row -> about == null || row.parcel().about().equals(about))
          .filter(row -> state == null || row.state().equals(state))
          .sorted(Comparator.comparingLong(Row::serial).reversed())
          .skip(offset)
          .limit(limit)
          .map(Row::status)
          .toList();
    });
  }

  @Override
  public Optional<Status> status(String id) {
    return Optional.ofNullable(row(id)).map(Row::status);
  }
}
