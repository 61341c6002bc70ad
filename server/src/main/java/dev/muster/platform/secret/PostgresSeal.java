package dev.muster.platform.secret;

import dev.muster.platform.db.Database;
import java.nio.file.Files;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes the key file at the first start, and notices when it has gone since: the database remembers the names of the keys that it
/// was sealed with.
public final class PostgresSeal {
  private PostgresSeal() {}

  /// @throws IllegalStateException when the key file is missing though secrets were sealed
  public static Seal open(
      Database database, SecretSettings settings, RandomGenerator random, Instant now) {
    if (!Files.exists(settings.keyFile())) {
      List<String> used =
          database
              .sql()
              .sql("select id from platform.seal_key order by since desc")
              .query((row, _) -> row.getString(1))
              .list();
      if (!used.isEmpty() || settings.given()) {
        throw new IllegalStateException(
            "The key file %s is missing%s. Put it back, from a copy or from another node; see docs/secrets.md."
                .formatted(
                    settings.keyFile(),
                    used.isEmpty()
                        ? ""
                        : ", and secrets in the database were sealed with the key "
                            + used.getFirst()));
      }
      KeyFile.make(settings.keyFile(), random);
    }
    var seal = new Seal(KeyFile.read(settings.keyFile()), random);
    database
        .sql()
        .sql("insert into platform.seal_key (id, since) values (?, ?) on conflict do nothing")
        .params(seal.current(), Timestamp.from(now))
        .update();
    return seal;
  }
}
