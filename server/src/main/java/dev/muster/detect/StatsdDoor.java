package dev.muster.detect;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.detect.metric.StatsdLines;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// StatsD over UDP. Nobody is answered, so what cannot be taken is dropped and counted: datagrams that nothing is taken of, and faulty
/// lines beside good ones.
final class StatsdDoor implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(StatsdDoor.class);

  /// The largest datagram that UDP carries.
  private static final int DATAGRAM = 65_535;

  /// Room for a burst of datagrams in the kernel, in bytes.
  private static final int BURST = 1 << 20;

  private static final int PHASE = Integer.MAX_VALUE - 4_000;

  private final DetectSettings settings;
  private final Catalog catalog;
  private final ReadingDesk desk;
  private final InstantSource clock;
  private final StatsdLines lines = new StatsdLines();
  private final Counter taken;
  private final Counter dropped;
  private final Counter faulty;
  private final Counter tooLong;
  private volatile @Nullable DatagramSocket socket;

  StatsdDoor(
      DetectSettings settings,
      Catalog catalog,
      ReadingDesk desk,
      InstantSource clock,
      MeterRegistry meters) {
    this.settings = settings;
    this.catalog = catalog;
    this.desk = desk;
    this.clock = clock;
    this.taken =
        Counter.builder("muster.statsd.datagrams")
            .description("Datagrams of StatsD that were taken")
            .register(meters);
    this.dropped =
        Counter.builder("muster.statsd.dropped")
            .description("Datagrams of StatsD that were faulty, of no known key, or too many")
            .register(meters);
    this.faulty =
        Counter.builder("muster.statsd.faulty")
            .description("Lines and values of StatsD that could not be read, of a known key")
            .register(meters);
    this.tooLong = MetricDoor.tooLong(meters);
  }

  /// The port that it listens on; -1 when it is closed.
  int port() {
    DatagramSocket open = socket;
    return open == null ? -1 : open.getLocalPort();
  }

  @Override
  public void start() {
    if (settings.statsdPort() < 0) {
      return;
    }
    try {
      var open = new DatagramSocket(null);
      open.setReceiveBufferSize(BURST);
      open.bind(
          settings.host().isEmpty()
              ? new InetSocketAddress(settings.statsdPort())
              : new InetSocketAddress(
                  InetAddress.getByName(settings.host()), settings.statsdPort()));
      socket = open;
      Thread.ofPlatform().name("statsd").daemon(true).start(() -> listen(open));
    } catch (IOException taken) {
      throw new IllegalStateException(
          "The StatsD port " + settings.statsdPort() + " cannot be opened: " + taken.getMessage(),
          taken);
    }
  }

  private void listen(DatagramSocket open) {
    byte[] buffer = new byte[DATAGRAM];
    while (!open.isClosed()) {
      try {
        var datagram = new DatagramPacket(buffer, buffer.length);
        open.receive(datagram);
        take(buffer, datagram.getLength());
      } catch (IOException closing) {
        LOG.debug("StatsD: {}", closing.toString());
      } catch (RuntimeException failure) {
        LOG.error("a datagram of StatsD failed", failure);
        dropped.increment();
      }
    }
  }

  private void take(byte[] bytes, int length) {
    Optional<Integration> integration = catalog.integrationByKey(settings.statsdKey());
    if (integration.isEmpty()) { // nothing is remembered of what belongs to nobody
      dropped.increment();
      return;
    }
    var readings = lines.read(bytes, length, clock.millis());
    tooLong.increment(readings.tooLong());
    if (readings.faulty() > 0) {
      faulty.increment(readings.faulty());
      LOG.debug("a datagram of StatsD: {}", readings.faults());
    }
    if (readings.readings().isEmpty() || desk.submit(integration.get().id(), readings).isEmpty()) {
      dropped.increment();
    } else {
      taken.increment();
    }
  }

  @Override
  public void stop() {
    DatagramSocket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public boolean isRunning() {
    return socket != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
