package dev.muster.detect;

import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

/// Writes down now and then what is known of the sources; a crash forgets some seconds of counting.
final class PostgresSources implements Pump {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Database database;
  private final SourceBook book;
  private Instant next = Instant.MIN;
  private boolean loaded;

  PostgresSources(Database database, SourceBook book) {
    this.database = database;
    this.book = book;
  }

  @Override
  public String name() {
    return "detect.sources";
  }

  /// Takes up what was stored; before the doors open.
  void load() {
    if (loaded) {
      return;
    }
    loaded = true;
    database
        .sql()
        .sql("select id, events, first_seen, last_seen, pauses from detect.source")
        .query(row -> {
          book.restore(
              row.getString("id"),
              row.getLong("events"),
              row.getTimestamp("first_seen").toInstant(),
              row.getTimestamp("last_seen").toInstant(),
              row.getBytes("pauses"));
        });
  }

  @Override
  public int poll(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    next = now.plus(EVERY);
    int done = 0;
    for (SourceBook.State state : book.changed()) {
      database
          .sql()
          .sql(
              """
              insert into detect.source (id, events, first_seen, last_seen, pauses) values (?, ?, ?, ?, ?)
              on conflict (id) do update set events = excluded.events, last_seen = excluded.last_seen, pauses = excluded.pauses
              """)
          .params(
              state.id(),
              state.events(),
              Timestamp.from(state.firstSeen()),
              Timestamp.from(state.lastSeen()),
              state.packed())
          .update();
      done++;
    }
    return done;
  }
}
