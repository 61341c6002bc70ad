package dev.muster.app;

import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// The names of all settings, read off {@link MusterSettings}.
final class SettingNames {
  private SettingNames() {}

  /// All settings as they stand in a file, without the leading `muster.`, with their Java types.
  static SortedMap<String, Class<?>> all() {
    var names = new TreeMap<String, Class<?>>();
    collect("", MusterSettings.class, names);
    return names;
  }

  /// The environment variable for a setting, for example MUSTER_MAIL_HOST for mail.host.
  static String variable(String name) {
    return "MUSTER_" + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static void collect(String prefix, Class<?> type, SortedMap<String, Class<?>> names) {
    for (RecordComponent component : type.getRecordComponents()) {
      var name =
          prefix
              + component
                  .getName()
                  .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                  .toLowerCase(Locale.ROOT);
      if (component.getType().isRecord()) {
        collect(name + ".", component.getType(), names);
      } else {
        names.put(name, component.getType());
      }
    }
  }
}
