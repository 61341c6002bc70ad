package dev.muster.app;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/// Starts the whole house as production does, with some parts replaced.
public final class OpenHouse {
  private OpenHouse() {}

  /// @param settings names and values, for example `muster.database-url`
  /// @param replacements a configuration whose beans take the place of those with the same names
  public static ConfigurableApplicationContext open(
      Map<String, Object> settings, Class<?> replacements) {
    var application = Main.application(MusterApplication.class, replacements);
    application.setRegisterShutdownHook(false);
    var all = new HashMap<>(Main.DEFAULTS);
    all.put("spring.main.allow-bean-definition-overriding", "true");
    all.putAll(settings);
    application.setDefaultProperties(all);
    return application.run();
  }

  /// The port that the house listens on.
  public static int port(ConfigurableApplicationContext house) {
    var server = ((WebServerApplicationContext) house).getWebServer();
    if (server == null) {
      throw new IllegalStateException("the house has no door");
    }
    return server.getPort();
  }
}
