package dev.muster.correlate.analysis;

import dev.muster.platform.db.Database;

/// What people said of whether an incident of the past was the same trouble. Three are shown, one of which has to be it.
final class PostgresLikenessWords extends PostgresWords {
  /// So many incidents of the past are shown at once.
  static final int SHOWN = 3;

  PostgresLikenessWords(Database database) {
    super(database, "correlate.likeness_word", SHOWN);
  }
}
