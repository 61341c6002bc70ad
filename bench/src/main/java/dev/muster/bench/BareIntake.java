package dev.muster.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.muster.alert.AlertRoom;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.platform.postgres.EmbeddedPostgres;
import dev.muster.signal.HttpMachineDoor;
import dev.muster.signal.Intake;
import dev.muster.signal.IntakeSettings;
import dev.muster.signal.Routes;
import dev.muster.signal.SignalRoom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.flywaydb.core.Flyway;

/// The left door alone: intake, lanes, alerts and PostgreSQL without the rest of the house, to see what they cost by themselves.
final class BareIntake {
  static final String KEY = "0123456789abcdef0123456789abcdef";

  private BareIntake() {}

  /// @param arguments data folder and port
  public static void main(String[] arguments) throws Exception {
    var postgres =
        EmbeddedPostgres.start(Path.of(arguments[0]), EmbeddedPostgres.Options.standard());
    var config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(postgres.user());
    config.setPassword(postgres.password());
    config.setMaximumPoolSize(10);
    var pool = new HikariDataSource(config);
    Flyway.configure()
        .dataSource(pool)
        .locations(
            "classpath:dev/muster/platform/migrations",
            "classpath:dev/muster/signal/migrations",
            "classpath:dev/muster/alert/migrations")
        .outOfOrder(true)
        .load()
        .migrate();
    var database = new Database(pool);
    var settings = IntakeSettings.usual();
    var meters = new SimpleMeterRegistry();
    var ids = Ids.from(new SecureRandom());
    InstantSource clock = InstantSource.system();
    var facts = new PostgresFactLog(database, _ -> {});
    AlertRoom.Writers writers =
        AlertRoom.open(
            database,
            SignalRoom.tape(database),
            facts,
            ids,
            clock,
            Integer.getInteger("writers", settings.writers()),
            meters);
    writers.startLanes().run();
    var route = Optional.of(new Routes.Route("IBENCH", "SBENCH", null));
    var intake =
        new Intake(
            (key, _) -> key.equals(KEY) ? route : Optional.empty(),
            writers.sink(),
            SignalRoom.changes(database, facts),
            ids,
            clock,
            settings,
            meters);
    HttpMachineDoor door =
        HttpMachineDoor.open(intake, "127.0.0.1", Integer.parseInt(arguments[1]));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  door.close();
                  writers.lanes().close();
                  pool.close();
                  postgres.close();
                }));
    Thread.currentThread().join();
  }
}
