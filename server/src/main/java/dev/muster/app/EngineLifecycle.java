package dev.muster.app;

import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.replay.ReplayDesk;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/// Starts the engine before the HTTP ports open and stops it after they have closed and answered
/// what was under way. The pools and PostgreSQL close later still, when the beans are destroyed.
final class EngineLifecycle implements SmartLifecycle {
  /// The HTTP servers have phases near the greatest number; the greater stops first.
  private static final int PHASE = 0;

  private final Engine engine;
  private final List<Pump> pumps;
  private final ReplayDesk replay;
  private volatile boolean running;

  EngineLifecycle(Engine engine, List<Pump> pumps, ReplayDesk replay) {
    this.engine = engine;
    this.replay = replay;
    this.pumps = List.copyOf(pumps);
  }

  @Override
  public void start() {
    var known = engine.pumps();
    pumps.stream().filter(pump -> !known.contains(pump)).forEach(engine::add);
    if (replay.on()) {
      replay.restore(); // whoever moves the clock does the work
    } else {
      engine.start();
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    engine.close();
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
