package dev.muster.catalog;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a change of a record changed, for the audit trail.
final class Changes {
  private Changes() {}

  /// Field to `from` and `to`, for fields that differ.
  static <R extends Record> Map<String, Object> between(R before, R after) {
    var changes = new LinkedHashMap<String, Object>();
    for (RecordComponent component : before.getClass().getRecordComponents()) {
      Object from = value(component, before);
      Object to = value(component, after);
      if (!Objects.equals(from, to)) {
        var change = new LinkedHashMap<String, @Nullable Object>();
        change.put("from", plain(from));
        change.put("to", plain(to));
        changes.put(component.getName(), change);
      }
    }
    return changes;
  }

  private static @Nullable Object value(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }
}
