package dev.muster.app;

import dev.muster.platform.health.HealthPart;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Whether the database answers.
final class DatabaseHealth implements HealthPart {
  private static final int PATIENCE_SECONDS = 2;

  private final DataSource database;

  DatabaseHealth(DataSource database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public State check() {
    try (var connection = database.getConnection()) {
      return connection.isValid(PATIENCE_SECONDS)
          ? State.well("answers")
          : State.ill("does not answer within " + PATIENCE_SECONDS + " s");
    } catch (SQLException e) {
      return State.ill("no connection: " + e.getMessage());
    }
  }
}
