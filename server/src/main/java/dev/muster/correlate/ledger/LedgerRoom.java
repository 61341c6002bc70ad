package dev.muster.correlate.ledger;

import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the ledger.
@Configuration(proxyBeanMethods = false)
public class LedgerRoom {
  /// The ledger of a database, which tells nobody.
  public static Ledger open(Database database) {
    return new PostgresLedger(database);
  }

  @Bean
  Ledger ledger(Database database, FactLog facts) {
    return new TellingLedger(open(database), facts);
  }
}
