package dev.muster.signal.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table that adds what the sender did not know: owner, tier, region, stage, runbook. Its key columns are compared with fields of
/// the event, in any case and without spaces around; the other columns of the row that fits become custom details of the event.
///
/// @param keys column name to the path of the field that it is compared with, in order
/// @param adds the other columns, in order
/// @param overwrites whether it replaces what the sender said
/// @param rows joined key to one value for each of `adds`; an empty value adds nothing
record LookupTable(
    String id,
    String name,
    Map<String, Path> keys,
    List<String> adds,
    boolean overwrites,
    Map<String, List<String>> rows) {
  LookupTable {
    keys = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    adds = List.copyOf(adds);
    rows = Map.copyOf(rows);
  }

  private static final String BETWEEN = "\u001f";

  /// What the table had to say.
  sealed interface Found {
    /// The event lacks a field that the table compares; the table is about other events.
    record NotConcerned() implements Found {}

    /// No row has that key.
    record Gap(String key) implements Found {}

    record Row(String key, List<String> values) implements Found {}
  }

  static String key(List<String> parts) {
    return String.join(BETWEEN, parts).toLowerCase(Locale.ROOT);
  }

  /// A joined key as people read it.
  static String words(String key) {
    return key.replace(BETWEEN, ", ");
  }

  Found look(Subject subject) {
    var parts = new ArrayList<String>(keys.size());
    for (Path path : keys.values()) {
      String value = Values.text(subject.value(path));
      if (value == null || value.isBlank()) {
        return new Found.NotConcerned();
      }
      parts.add(value.strip());
    }
    String key = key(parts);
    List<String> row = rows.get(key);
    return row == null ? new Found.Gap(key) : new Found.Row(key, row);
  }

  /// Adds what the row says.
  ///
  /// @return names of the fields that were added; empty when the sender had said them all
  List<String> add(Subject subject, List<String> values) {
    var added = new ArrayList<String>();
    for (int i = 0; i < adds.size(); i++) {
      String value = values.get(i);
      String column = adds.get(i);
      if (!value.isEmpty() && (overwrites || existing(subject, column) == null)) {
        subject.setDetail(column, value);
        added.add(column);
      }
    }
    return added;
  }

  private static @Nullable Object existing(Subject subject, String column) {
    return subject.value(new Path("event", List.of("custom_details", column)));
  }
}
