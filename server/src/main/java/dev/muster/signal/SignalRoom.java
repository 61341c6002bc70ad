package dev.muster.signal;

import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.door.Annex;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.web.Directory;
import dev.muster.signal.rules.RuleNames;
import dev.muster.signal.rules.Rules;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// Puts the signal room together. Needs a {@link SignalSink} from the room that keeps alerts.
@Configuration(proxyBeanMethods = false)
public class SignalRoom {
  /// The tape on a database.
  public static Tape tape(Database database) {
    return new PostgresTape(database);
  }

  /// The changes on a database.
  public static Changes changes(Database database, FactLog facts) {
    return new PostgresChanges(database, facts);
  }

  @Bean
  Tape tapeOfSignals(Database database) {
    return tape(database);
  }

  @Bean
  Changes changesOfServices(Database database, FactLog facts) {
    return changes(database, facts);
  }

  @Bean
  Routes routes(Catalog catalog, Rules rules) {
    return new CatalogRoutes(catalog, rules);
  }

  @Bean
  Refinery refinery(Rules rules, Routes routes) {
    return new RuledRefinery(rules, routes);
  }

  @Bean
  Intake intake(
      Routes routes,
      Refinery refinery,
      Guard guard,
      SignalSink sink,
      Changes changes,
      Ids ids,
      InstantSource clock,
      IntakeSettings settings,
      MeterRegistry meters) {
    return new Intake(routes, refinery, guard, sink, changes, ids, clock, settings, meters);
  }

  @Bean
  PostgresFunnel funnel(Database database) {
    return new PostgresFunnel(database);
  }

  @Bean
  EventResource eventResource(
      Funnel funnel, Catalog catalog, RuleNames rules, Directory directory, InstantSource clock) {
    return new EventResource(funnel, catalog, rules, directory, clock);
  }

  @Bean
  ChangeResource changeResource(Changes changes, Catalog catalog, Directory directory) {
    return new ChangeResource(changes, catalog, directory);
  }

  @Bean
  Pump signalRetention(Database database, IntakeSettings settings) {
    return new PostgresRetention(database, settings);
  }

  @Bean
  FilterRegistrationBean<HttpMainDoor> mainDoor(Intake intake) {
    var registration = new FilterRegistrationBean<>(new HttpMainDoor(intake));
    registration.addUrlPatterns(HttpMainDoor.PATHS);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return registration;
  }

  @Bean
  FilterRegistrationBean<HttpAnnexDoor> annexDoor(ObjectProvider<Annex> annexes) {
    var door = new HttpAnnexDoor(annexes.orderedStream().toList());
    var registration = new FilterRegistrationBean<>(door);
    registration.addUrlPatterns(door.patterns());
    registration.setEnabled(door.patterns().length > 0);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  @Bean
  SmartLifecycle machineDoor(
      Intake intake, ObjectProvider<Annex> annexes, IntakeSettings settings) {
    return new MachineDoorLifecycle(intake, annexes.orderedStream().toList(), settings);
  }

  /// Opens the machine door when the house behind it is ready; closes it first of all when Muster stops.
  private static final class MachineDoorLifecycle implements SmartLifecycle {
    /// Before the main port, which announces readiness, and after the lanes.
    private static final int PHASE = Integer.MAX_VALUE - 4_000;

    private final Intake intake;
    private final List<Annex> annexes;
    private final IntakeSettings settings;
    private @Nullable HttpMachineDoor door;
    private volatile boolean running;

    MachineDoorLifecycle(Intake intake, List<Annex> annexes, IntakeSettings settings) {
      this.intake = intake;
      this.annexes = annexes;
      this.settings = settings;
    }

    @Override
    public void start() {
      if (settings.machinePort() >= 0) {
        door =
            HttpMachineDoor.open(intake, annexes, settings.machineHost(), settings.machinePort());
      }
      running = true;
    }

    @Override
    public void stop() {
      running = false;
      HttpMachineDoor open = door;
      if (open != null) {
        open.close();
      }
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return PHASE;
    }
  }
}
