package dev.muster.app;

import dev.muster.platform.node.HttpFront;
import dev.muster.platform.node.PostgresLease;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

/// One of several nodes on one database. Before anything of the house is made, a node waits until the lease is its own; until then
/// it hands on to the node that has it. So a house always begins with what the database says, whether it is the first one or takes
/// over, and a take-over is nothing but a start.
///
/// A node that has lost its lease ends itself: what it knows is no longer true, and the database lets it write no more.
final class NodeStart implements ApplicationContextInitializer<GenericApplicationContext> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);

  /// How long a node that is not heard of keeps its work.
  private static final Duration TERM = Duration.ofSeconds(5);

  private static final Duration RENEW = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(250);

  /// What a supervisor sees when a node ended because another one had taken over.
  private static final int TAKEN_OVER = 75;

  /// After the rooms, before the doors of the house, which need the same ports.
  private static final int FRONT_CLOSES = 1_000;

  /// This node's right to work.
  ///
  /// @param token proves it to the database
  record Right(PostgresLease lease, long token) {}

  @Override
  public void initialize(GenericApplicationContext context) {
    var settings =
        Binder.get(context.getEnvironment()).bindOrCreate("muster", MusterSettings.class);
    URI address = settings.nodeUrl();
    if (address == null) {
      return;
    }
    var lease =
        new PostgresLease(
            new PostgresLease.Place(
                settings.databaseUrl(), settings.databaseUser(), settings.databasePassword()),
            new PostgresLease.Node(address, settings.machinePort()),
            TERM);
    var front = new AtomicReference<@Nullable HttpFront>();
    Right right = await(lease, settings, front);
    var keeper = Thread.ofPlatform().name("node-lease").daemon().unstarted(() -> keep(lease));
    keeper.start();
    context.registerBean(Right.class, () -> right);
    context.registerBean(Keeper.class, () -> new Keeper(lease, keeper));
    context.registerBean(
        "nodeWorks",
        MeterBinder.class,
        () ->
            meters ->
                Gauge.builder("muster.node.works", () -> 1)
                    .description("1 on the node that does the work")
                    .register(meters));
    context.registerBean(FrontCloser.class, () -> new FrontCloser(front));
  }

  private static Right await(
      PostgresLease lease, MusterSettings settings, AtomicReference<@Nullable HttpFront> front) {
    var owner = new AtomicReference<PostgresLease.@Nullable Node>();
    while (true) {
      try {
        OptionalLong token = lease.tryTake();
        if (token.isPresent()) {
          if (front.get() != null) {
            owner.set(null); // requests wait until the doors of this house open
            LOG.info("This node takes over");
          }
          return new Right(lease, token.getAsLong());
        }
        owner.set(lease.owner().orElse(null));
      } catch (SQLException away) {
        LOG.warn("The database does not answer: {}", away.toString());
      }
      if (front.get() == null) {
        front.set(
            new HttpFront(
                settings.bind(),
                settings.port(),
                settings.machineBind().isEmpty() ? settings.bind() : settings.machineBind(),
                settings.machinePort(),
                owner::get));
        LOG.info("This node stands by at {}", settings.nodeUrl());
      }
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while standing by", stopping);
      }
    }
  }

  private static void keep(PostgresLease lease) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (!lease.renew()) {
          LOG.error("Another node has taken over; this one ends");
          Runtime.getRuntime().halt(TAKEN_OVER);
        }
      } catch (SQLException away) {
        // Nobody can take over either while the database is away.
        LOG.warn("The lease cannot be renewed: {}", away.toString());
      }
      try {
        Thread.sleep(RENEW);
      } catch (InterruptedException stopping) {
        return;
      }
    }
  }

  /// Gives the lease back when everything else has ended.
  ///
  /// @param thread the one that renews
  private record Keeper(PostgresLease lease, Thread thread) implements AutoCloseable {
    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join(Duration.ofSeconds(6));
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
      lease.close();
    }
  }

  /// Closes the doors of standing by when the house is about to open its own.
  private static final class FrontCloser implements SmartLifecycle {
    private final AtomicReference<@Nullable HttpFront> front;
    private volatile boolean running;

    FrontCloser(AtomicReference<@Nullable HttpFront> front) {
      this.front = front;
    }

    @Override
    public void start() {
      running = true;
      HttpFront open = front.getAndSet(null);
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return FRONT_CLOSES;
    }
  }
}
