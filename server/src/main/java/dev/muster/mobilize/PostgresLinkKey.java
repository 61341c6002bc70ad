package dev.muster.mobilize;

import dev.muster.platform.db.Database;
import dev.muster.platform.secret.Seal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// The key that signs the links in messages: made once, the same on every node, and sealed in the database.
final class PostgresLinkKey {
  private static final int BYTES = 32;

  private static final String PURPOSE = "mobilize.link_key";

  private PostgresLinkKey() {}

  static byte[] load(Database database, RandomGenerator random, Seal seal) {
    byte[] fresh = new byte[BYTES];
    random.nextBytes(fresh);
    return database.inTransaction(() -> {
      database
          .sql()
          .sql("insert into mobilize.link_key (one, key) values (true, ?) on conflict do nothing")
          .params((Object) sealed(seal, fresh))
          .update();
      byte[] kept =
          database
              .sql()
              .sql("select key from mobilize.link_key for update")
              .query((row, _) -> row.getBytes(1))
              .single();
      if (kept.length == BYTES) {
        keep(database, seal, kept); // written before keys were sealed
        return kept;
      }
      String text = new String(kept, StandardCharsets.US_ASCII);
      byte[] key = Base64.getDecoder().decode(seal.open(PURPOSE, text));
      if (!seal.isCurrent(text)) {
        keep(database, seal, key);
      }
      return key;
    });
  }

  private static void keep(Database database, Seal seal, byte[] key) {
    database
        .sql()
        .sql("update mobilize.link_key set key = ?")
        .params((Object) sealed(seal, key))
        .update();
  }

  private static byte[] sealed(Seal seal, byte[] key) {
    return seal.seal(PURPOSE, Base64.getEncoder().encodeToString(key))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
