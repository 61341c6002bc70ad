package dev.muster.signal;

import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

/// Takes the oldest of tape and changes away by age, and of the tape by size as well.
final class PostgresRetention implements Pump {
  /// Rows deleted in one transaction: some hundred milliseconds at most.
  private static final int BATCH = 1_000;

  private static final Duration PAUSE = Duration.ofMinutes(1);

  /// What the newest part of the tape is needed for after a crash; size does not take it.
  private static final Duration UNTOUCHED = Duration.ofMinutes(10);

  private final Database database;
  private final IntakeSettings settings;
  private Instant next = Instant.EPOCH;

  PostgresRetention(Database database, IntakeSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "signal.retention";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // time alone
  }

  @Override
  public int poll(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    int done = tape(now.minus(settings.tapeAge())) + changes(now.minus(settings.changeAge()));
    long surplus = tapeBytes() - settings.tapeBytes();
    if (surplus > 0) {
      done += surplus(surplus, now.minus(UNTOUCHED));
    }
    if (done < BATCH) {
      next = now.plus(PAUSE);
    }
    return done;
  }

  private int tape(Instant before) {
    return database
        .sql()
        .sql(
            """
            delete from signal.segment where (writer, id) in (
              select writer, id from signal.segment where first_at < ? and last_at < ? limit ?)
            """)
        .params(Timestamp.from(before), Timestamp.from(before), BATCH)
        .update();
  }

  private long tapeBytes() {
    return database
        .sql()
        .sql("select coalesce(sum(bytes), 0) from signal.segment")
        .query(Long.class)
        .single();
  }

  private int surplus(long bytes, Instant before) {
    return database
        .sql()
        .sql(
            """
            delete from signal.segment where (writer, id) in (
              select writer, id from (
                select writer, id, sum(bytes) over (order by first_at, writer, id) - bytes as older
                from (select * from signal.segment where last_at < ? order by first_at, writer, id limit ?) o) s
              where older < ?)
            """)
        .params(Timestamp.from(before), BATCH, bytes)
        .update();
  }

  private int changes(Instant before) {
    return database
        .sql()
        .sql(
            """
            delete from signal.change where id in (
              select id from signal.change where happened_at < ? limit ?)
            """)
        .params(Timestamp.from(before), BATCH)
        .update();
  }
}
