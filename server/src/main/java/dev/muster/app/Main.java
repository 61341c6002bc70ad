package dev.muster.app;

import dev.muster.platform.postgres.PostgresStartException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;

/// Starts Muster.
public final class Main {
  /// What the framework shall do unless a file, a variable or a flag says otherwise.
  static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("server.port", "${muster.port:8080}"),
          Map.entry("server.address", "${muster.bind:}"),
          Map.entry("server.shutdown", "graceful"),
          // Machines that send events over the main port keep their connection.
          Map.entry("server.tomcat.max-keep-alive-requests", "-1"),
          Map.entry("server.compression.enabled", "true"),
          Map.entry("server.forward-headers-strategy", "native"),
          Map.entry("spring.threads.virtual.enabled", "true"),
          Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "20s"),
          Map.entry("spring.main.log-startup-info", "false"),
          Map.entry("spring.web.resources.add-mappings", "false"),
          Map.entry("spring.mvc.problemdetails.enabled", "false"),
          Map.entry("springdoc.api-docs.path", "/openapi.json"),
          // Health and metrics have addresses of their own at the root.
          Map.entry("management.endpoints.access.default", "none"),
          Map.entry("logging.level.root", "warn"),
          // They warn of what we do on purpose, or of what a stranger mistyped.
          Map.entry("logging.level.org.flywaydb.core.internal.command.DbMigrate", "error"),
          Map.entry(
              "logging.level.org.flywaydb.core.internal.sqlscript.DefaultSqlScriptExecutor",
              "error"),
          // A connection that broke is told by whoever needed it, once; see Outage.
          Map.entry("logging.level.com.zaxxer.hikari.pool", "error"),
          Map.entry(
              "logging.level.org.springframework.transaction.support.TransactionTemplate", "off"),
          // Whoever opens a port tells of it.
          Map.entry("logging.level.io.helidon.webserver.LoomServer", "off"),
          Map.entry("logging.level.org.springframework.web.servlet.PageNotFound", "error"),
          Map.entry("logging.level.dev.muster", "${muster.log-level:info}"));

  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    // The driver of the database writes arrays of times in the zone of the process and without an
    // offset, so those of the hour that comes
    // twice in autumn would be an hour off. Zones of people and schedules are always named.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    try {
      if (args.length > 0 && args[0].equals("probe")) {
        System.exit(ProbeMain.run(Arrays.copyOfRange(args, 1, args.length)));
      }
      if (Trial.wanted()) {
        try (var context = run(Trial.arguments(args))) {
          Trial.visit(context);
        }
      } else {
        run(args);
      }
    } catch (CommandLine.UsageException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (RuntimeException e) {
      var known = cause(e);
      if (known == null) {
        throw e;
      }
      System.err.println(known.getMessage());
      System.exit(1);
    }
  }

  /// Starts everything and comes back when events are accepted.
  ///
  /// @throws CommandLine.UsageException when the arguments make no sense
  static ConfigurableApplicationContext run(String... args) {
    return begin(
        application(MusterApplication.class), CommandLine.parse(args, System.getenv()).toArray());
  }

  private static ConfigurableApplicationContext begin(
      SpringApplication application, String... arguments) {
    application.addListeners(
        (ApplicationListener<DatabaseChanged>)
            event ->
                Thread.ofPlatform()
                    .name("begin-anew")
                    .daemon(false) // in between it is all that is left of Muster
                    .start(
                        new BeginAnew(
                                ((ConfigurableApplicationContext) event.getApplicationContext())
                                    ::close,
                                () -> beginAgain(arguments),
                                Thread::sleep,
                                Runtime.getRuntime()::halt)
                            ::run));
    return application.run(arguments);
  }

  private static void beginAgain(String... arguments) {
    SpringApplication application = application(MusterApplication.class);
    var defaults = new HashMap<>(DEFAULTS);
    defaults.put("logging.level.org.springframework.boot.SpringApplication", "off");
    application.setDefaultProperties(defaults);
    begin(application, arguments);
  }

  /// The application before its start; drills and tests add a clock of their own.
  static SpringApplication application(Class<?>... sources) {
    var application = new SpringApplication(sources);
    application.setBannerMode(Banner.Mode.OFF);
    application.setDefaultProperties(DEFAULTS);
    application.setApplicationContextFactory(_ -> HouseContext.make());
    // The build asks which beans there are and starts nothing.
    if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
      application.addInitializers(new NodeStart(), new EarlyPostgres());
    }
    // Named, as the one that begins anew has no main method below it to be found by.
    application.setMainApplicationClass(Main.class);
    return application;
  }

  private static @Nullable Throwable cause(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof PostgresStartException) {
        return at;
      }
    }
    return null;
  }
}
