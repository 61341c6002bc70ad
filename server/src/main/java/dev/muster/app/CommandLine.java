package dev.muster.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What stands behind `./muster run`: every setting is a flag, `--port 8090` as well as
/// `--port=8090`, and `--config FILE` names a file of settings.
record CommandLine(List<String> springArguments) {
  /// Somebody typed what does not exist; the message is all he needs to see.
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /// @throws UsageException for an unknown flag, a flag without its value, or a missing file
  static CommandLine parse(String[] arguments, Map<String, String> environment) {
    var known = SettingNames.all();
    var spring = new ArrayList<String>();
    var config = environment.getOrDefault("MUSTER_CONFIG", "");
    var data = environment.getOrDefault("MUSTER_DATA", "data");
    for (int i = 0; i < arguments.length; i++) {
      var argument = arguments[i];
      if (!argument.startsWith("--") || argument.length() == 2) {
        throw new UsageException(
            "Muster does not understand \"" + argument + "\". Flags look like --port 8090.");
      }
      int equals = argument.indexOf('=');
      var name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
      var setting = name.startsWith("muster.") ? name.substring("muster.".length()) : name;
      // A dot in front of a flag that is not ours belongs to the framework: logging.level.x and
      // such.
      if (!known.containsKey(setting) && !setting.equals("config") && name.indexOf('.') > 0) {
        spring.add(argument);
        continue;
      }
      var type = known.get(setting);
      if (type == null && !setting.equals("config")) {
        throw new UsageException(
            "There is no setting --%s. These exist: --config, --%s"
                .formatted(name, String.join(", --", known.keySet())));
      }
      String value;
      if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (i + 1 < arguments.length && !arguments[i + 1].startsWith("--")) {
        value = arguments[++i];
      } else if (type == boolean.class) {
        value = "true";
      } else {
        throw new UsageException("--" + name + " needs a value, for example --" + name + "=...");
      }
      if (setting.equals("config")) {
        config = value;
      } else {
        if (setting.equals("data")) {
          data = value;
        }
        spring.add("--muster." + setting + "=" + value);
      }
    }
    spring.addFirst("--spring.config.location=" + locations(config, data));
    return new CommandLine(List.copyOf(spring));
  }

  String[] toArray() {
    return springArguments.toArray(String[]::new);
  }

  /// A file that was asked for must be there; the two usual ones need not.
  private static String locations(String config, String data) {
    if (config.isEmpty()) {
      return "optional:file:./muster.yaml;optional:file:"
          + Path.of(data).toAbsolutePath().resolve("muster.yaml");
    }
    var file = Path.of(config).toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new UsageException("The file of settings " + file + " is not there.");
    }
    return "file:" + file;
  }
}
