package dev.muster.platform.secret;

import dev.muster.platform.db.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Columns of a table that hold sealed texts.
///
/// @param table with its schema
/// @param key the column that names a row
/// @param columns of the type text, or jsonb with the sealed text as a string; null where nothing is sealed
/// @param json whether the columns are jsonb
/// @param purpose the purpose of a text, from its row's name and its column
public record PostgresSealed(
    String table, String key, List<String> columns, boolean json, BinaryOperator<String> purpose) {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSealed.class);

  /// A row as it is kept.
  private record Row(String id, List<@Nullable String> texts) {}

  /// Seals with the key that seals now what was sealed with an older one, or written before there were keys, so that older keys can be
  /// taken away. What cannot be opened stays as it is and stops nothing: the key may come back. Run once at the start.
  public void anew(Database database, Seal seal) {
    database.run(() -> {
      for (Row row : rows(database)) {
        for (int i = 0; i < columns.size(); i++) {
          String text = row.texts().get(i);
          if (text != null && !seal.isCurrent(text)) {
            anew(database, seal, row.id(), columns.get(i), text);
          }
        }
      }
    });
  }

  private List<Row> rows(Database database) {
    return database
        .sql()
        .sql(
            "select %s, %s from %s for update"
                .formatted(
                    key,
                    columns.stream()
                        .map(column -> json ? column + " #>> '{}'" : column)
                        .collect(Collectors.joining(", ")),
                    table))
        .query((row, _) -> {
          var texts = new ArrayList<@Nullable String>();
          for (int i = 0; i < columns.size(); i++) {
            texts.add(row.getString(i + 2));
          }
          return new Row(row.getString(1), texts);
        })
        .list();
  }

  private void anew(Database database, Seal seal, String id, String column, String text) {
    String place = purpose.apply(id, column);
    String plain;
    try {
      plain = seal.open(place, text);
    } catch (IllegalStateException unreadable) {
      LOG.error("{} of {} {} cannot be read and stays as it is", column, table, id, unreadable);
      return;
    }
    database
        .sql()
        .sql(
            "update %s set %s = %s where %s = ?"
                .formatted(table, column, json ? "to_jsonb(cast(? as text))" : "?", key))
        .params(seal.seal(place, plain), id)
        .update();
  }
}
