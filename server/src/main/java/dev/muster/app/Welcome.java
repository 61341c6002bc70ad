package dev.muster.app;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/// The last words of the start: where Muster is, and which settings nobody knows.
@Order(0) // others have something to add
final class Welcome implements ApplicationListener<ApplicationReadyEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

  /// Read by the launcher or before the settings; no settings themselves.
  private static final SortedSet<String> OTHER_VARIABLES =
      new TreeSet<>(
          java.util.List.of(
              "MUSTER_CONFIG",
              "MUSTER_JAVA_HOME",
              "MUSTER_JAVA_OPTS",
              "MUSTER_AOT",
              "MUSTER_VERSION"));

  /// What the launcher says to the process that it starts.
  private static final SortedSet<String> OF_THE_LAUNCHER =
      new TreeSet<>(java.util.List.of("muster.trial", "muster.api-document"));

  private final MusterSettings settings;
  private final ConfigurableEnvironment environment;

  Welcome(MusterSettings settings, ConfigurableEnvironment environment) {
    this.settings = settings;
    this.environment = environment;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    for (var name : unknown(environment)) {
      LOG.warn("There is no setting {}; it is ignored", name);
    }
    int port =
        event.getApplicationContext() instanceof WebServerApplicationContext web
                && web.getWebServer() != null
            ? web.getWebServer().getPort()
            : settings.port();
    var base = settings.webBase();
    System.out.println(
        "Muster is ready: " + (base != null ? base : "http://localhost:" + port) + "/ui");
  }

  /// Everything named `muster.*` or MUSTER_* that is no setting, as it was written.
  static SortedSet<String> unknown(ConfigurableEnvironment environment) {
    var known = new TreeSet<String>();
    var variables = new TreeSet<>(OTHER_VARIABLES);
    for (var name : SettingNames.all().keySet()) {
      known.add(plain("muster." + name));
      variables.add(SettingNames.variable(name));
    }
    var unknown = new TreeSet<String>();
    for (var source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> list) {
        for (var name : list.getPropertyNames()) {
          if ((name.startsWith("MUSTER_") && !variables.contains(name))
              || (name.startsWith("muster.")
                  && !known.contains(plain(name))
                  && !OF_THE_LAUNCHER.contains(name))) {
            unknown.add(name);
          }
        }
      }
    }
    return unknown;
  }

  /// Files may write machine-port, machinePort or machine_port.
  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }
}
