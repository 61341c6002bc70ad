package dev.muster.detect.anomaly;

import dev.muster.platform.db.Database;

/// Anomalies for tests of other packages.
public final class AnomalySamples {
  private AnomalySamples() {}

  public static AnomalyStore store(Database database) {
    return new PostgresAnomalies(database);
  }
}
