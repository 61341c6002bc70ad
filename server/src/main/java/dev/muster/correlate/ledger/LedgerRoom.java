package dev.muster.correlate.ledger;

import dev.muster.platform.db.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the ledger.
@Configuration(proxyBeanMethods = false)
public class LedgerRoom {
  /// The ledger of a database.
  public static Ledger open(Database database) {
    return new PostgresLedger(database);
  }

  @Bean
  Ledger ledger(Database database) {
    return open(database);
  }
}
