package dev.muster.alert;

import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.lane.Lanes;
import dev.muster.signal.IntakeSettings;
import dev.muster.signal.Routes;
import dev.muster.signal.SignalSink;
import dev.muster.signal.Tape;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the alert room together.
@Configuration(proxyBeanMethods = false)
public class AlertRoom {
  /// Writers, their lanes, and what wakes them; one thing, so that nobody has to know its inside.
  ///
  /// @param lanes a pump for whoever runs without threads
  public record Writers(Lanes<?, ?> lanes, SignalSink sink, Alerts desk, Runnable startLanes) {}

  /// The room for a database. Nothing runs until the lanes are started; until then the sender's own thread does the work.
  public static Writers open(
      Database database,
      Tape tape,
      FactLog facts,
      Ids ids,
      InstantSource clock,
      int writers,
      MeterRegistry meters) {
    var repository = new PostgresAlertRepository(database, tape, facts);
    return open(database, repository, ids, clock, Gate.OPEN, (_, _) -> null, writers, meters);
  }

  private static Writers open(
      Database database,
      AlertRepository repository,
      Ids ids,
      InstantSource clock,
      Gate gate,
      AlertKeeper.Quiet quiet,
      int writers,
      MeterRegistry meters) {
    int count = Math.min(writers, Alerts.LANES);
    var keeper = new AlertKeeper(repository, ids, gate, quiet, count, meters);
    var lanes =
        new Lanes<AlertKeeper.Portion, List<AlertStep.Why>>(
            "alert", count, keeper, clock, Lanes.Limits.usual(), meters);
    var desk =
        new PostgresAlerts(
            database,
            repository,
            ids,
            lane -> {
              keeper.announce(lane % count);
              lanes.wake(lane % count);
            });
    return new Writers(lanes, new AlertDoor(lanes), desk, lanes::start);
  }

  @Bean
  Writers alertWriters(
      Database database,
      Tape tape,
      FactLog facts,
      Ids ids,
      InstantSource clock,
      Routes routes,
      ObjectProvider<Gate> gate,
      IntakeSettings settings,
      MeterRegistry meters) {
    var repository = new PostgresAlertRepository(database, tape, facts);
    return open(
        database,
        repository,
        ids,
        clock,
        gate.getIfAvailable(() -> Gate.OPEN),
        routes::quiet,
        settings.writers(),
        meters);
  }

  @Bean
  Lanes<?, ?> alertLanes(Writers writers) {
    return writers.lanes();
  }

  @Bean
  Pump alertIndex(Database database, MeterRegistry meters) {
    return new PostgresAlertIndex(database, meters);
  }

  @Bean
  Alerts alerts(Writers writers) {
    return writers.desk();
  }

  @Bean
  SignalSink signalSink(Writers writers) {
    return writers.sink();
  }

  private static void await(FutureTask<?> rehearsal) {
    try {
      rehearsal.get();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during the rehearsal", stopping);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the rehearsal failed", failed.getCause());
    }
  }

  /// Rehearses, loads the alerts and starts the writers before the doors open, and stops them after the doors have closed.
  @Bean
  SmartLifecycle alertLifecycle(Writers writers, IntakeSettings settings, InstantSource clock) {
    // It shares nothing with the house, so it goes on beside the making of the other rooms.
    var rehearsal = new FutureTask<Integer>(() -> Rehearsal.run(settings, clock));
    Thread.ofPlatform().name("rehearsal").daemon().start(rehearsal);
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        await(rehearsal);
        writers.startLanes().run();
        running = true;
      }

      @Override
      public void stop() {
        running = false;
        writers.lanes().close();
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      @Override
      public int getPhase() {
        return 100; // the engine, which reads what the lanes say, starts before and stops after
      }
    };
  }
}
