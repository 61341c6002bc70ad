package dev.muster.mobilize;

import dev.muster.platform.db.Database;
import java.util.random.RandomGenerator;

/// The key that signs the links in messages: made once, and the same on every node.
final class PostgresLinkKey {
  private static final int BYTES = 32;

  private PostgresLinkKey() {}

  static byte[] load(Database database, RandomGenerator random) {
    byte[] fresh = new byte[BYTES];
    random.nextBytes(fresh);
    return database.inTransaction(() -> {
      database
          .sql()
          .sql("insert into mobilize.link_key (one, key) values (true, ?) on conflict do nothing")
          .params((Object) fresh)
          .update();
      return database
          .sql()
          .sql("select key from mobilize.link_key")
          .query((row, _) -> row.getBytes(1))
          .single();
    });
  }
}
