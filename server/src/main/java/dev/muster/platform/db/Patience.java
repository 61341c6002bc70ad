package dev.muster.platform.db;

import java.time.Duration;

/// How long the database may work on a list or a search that somebody waits for. Longer than that nobody waits, and what it works on
/// in vain is missing to the pages of others.
public record Patience(Duration forLists) {
  public static final Patience USUAL = new Patience(Duration.ofSeconds(10));

  public Patience {
    if (forLists.toMillis() < 1) {
      throw new IllegalArgumentException("patience must be at least a millisecond");
    }
  }
}
