package dev.muster.signal.drop;

import dev.muster.platform.health.HealthPart;
import dev.muster.signal.Routes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Looks through the folders again and again, on a thread of its own: a share that stands still keeps nothing else waiting.
final class DropDoor implements SmartLifecycle, HealthPart {
  private static final Logger LOG = LoggerFactory.getLogger(DropDoor.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// After so long without a finished look the health line says so.
  private static final Duration SLOW = Duration.ofMinutes(1);

  /// When the house behind it is ready, as the machine port.
  private static final int PHASE = Integer.MAX_VALUE - 4_000;

  private final @Nullable Path folder;
  private final @Nullable DropTaker taker;
  private final DropIntake intake;
  private final InstantSource clock;
  private volatile @Nullable Thread thread;
  private volatile DropTaker.@Nullable Look found;
  private volatile @Nullable Instant lookedAt;

  DropDoor(
      DropSettings settings,
      DropIntake intake,
      Routes routes,
      InstantSource clock,
      MeterRegistry meters) {
    this.folder = settings.folder();
    this.taker = folder == null ? null : new DropTaker(folder, settings, intake, routes, clock);
    this.intake = intake;
    this.clock = clock;
    if (folder != null) {
      Gauge.builder("muster.drop.faults", this, DropDoor::faults)
          .description("Folders from which files do not come in as they should, or all of them")
          .register(meters);
    }
  }

  private double faults() {
    DropTaker.Look last = found;
    return last == null ? 0 : last.faults();
  }

  @Override
  public String name() {
    return "drop";
  }

  @Override
  public State check() {
    if (taker == null) {
      return State.well("closed: no files come in; muster.drop.folder opens it");
    }
    DropTaker.Look last = found;
    Instant at = lookedAt;
    if (thread == null || last == null || at == null) {
      return State.well("not looking for files just now");
    }
    Instant lastFile = intake.lastFile();
    return State.well(
        "files come in by %s; folders of integrations: %d%s; %s%s%s%s"
            .formatted(
                folder,
                last.folders(),
                last.strangers() == 0
                    ? ""
                    : ", and %d with a name that is no integration's key"
                        .formatted(last.strangers()),
                lastFile == null
                    ? "no file came since the start"
                    : "the last file came at " + lastFile.truncatedTo(ChronoUnit.SECONDS),
                last.waiting() == 0
                    ? ""
                    : "; files that are worked on: %d".formatted(last.waiting()),
                at.plus(SLOW).isBefore(clock.instant())
                    ? ". No look was finished since " + at.truncatedTo(ChronoUnit.SECONDS)
                    : "",
                last.fault() == null ? "" : ". Not all is well: " + last.fault()));
  }

  @Override
  public void start() {
    DropTaker working = taker;
    if (working == null) {
      return;
    }
    Thread made = Thread.ofPlatform().name("drop").daemon(true).unstarted(() -> run(working));
    thread = made; // before it runs, as it ends when there is none
    made.start();
    LOG.info("Files come in by {}", folder);
  }

  private void run(DropTaker working) {
    boolean failing = false;
    while (thread != null) {
      try {
        DropTaker.Look look = working.look();
        found = look;
        lookedAt = clock.instant();
        if (look.fault() != null && !failing) {
          LOG.warn("Files do not come in as they should: {}", look.fault());
        }
        failing = look.fault() != null;
      } catch (RuntimeException failure) {
        LOG.error("the folders for files could not be looked through", failure);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  @Override
  public void stop() {
    Thread running = thread;
    thread = null;
    if (running == null || taker == null) {
      return;
    }
    taker.stop();
    LockSupport.unpark(running);
    try {
      running.join(GRACE);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
