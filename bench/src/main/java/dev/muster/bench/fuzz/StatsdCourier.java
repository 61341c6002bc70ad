package dev.muster.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// Throws datagrams at the StatsD port. Nobody answers those, so the house's own counters are asked whether all have come.
final class StatsdCourier implements Courier {
  /// Bytes of the kernel's memory that may be on the way: half of what a Linux machine gives a socket unless told otherwise.
  private static final int ON_THE_WAY = 100_000;

  /// What the kernel needs for a datagram besides its bytes.
  private static final int EACH = 1_024;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI counters;
  private final int port;
  private final DatagramSocket socket;
  private final Counted before;
  private long thrown;
  private int onTheWay;

  /// Datagrams that the house has seen.
  private record Counted(long taken, long dropped) {
    long all() {
      return taken + dropped;
    }
  }

  StatsdCourier(Doors doors) {
    counters = URI.create(doors.http() + "/metrics");
    port = doors.statsd();
    try {
      socket = new DatagramSocket();
      before = counted();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  /// Taken as far as this side knows; see [#settle].
  @Override
  public Answer bring(byte[] body) throws InterruptedException {
    try {
      socket.send(new DatagramPacket(body, body.length, InetAddress.getLoopbackAddress(), port));
    } catch (IOException broken) {
      return Answer.wrong("the port is closed: " + broken);
    }
    thrown++;
    onTheWay += body.length + EACH;
    if (onTheWay > ON_THE_WAY) {
      settle();
    }
    return new Answer(Answer.Outcome.TAKEN, "");
  }

  @Override
  public void settle() throws InterruptedException {
    long end = System.nanoTime() + HttpCourier.PATIENCE.toNanos();
    try {
      while (counted().all() - before.all() < thrown) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              "of "
                  + thrown
                  + " datagrams "
                  + (counted().all() - before.all())
                  + " were counted: the listener is dead or too slow");
        }
        Thread.sleep(1);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    onTheWay = 0;
  }

  /// Datagrams of which nothing could be used.
  long dropped() throws IOException, InterruptedException {
    return counted().dropped() - before.dropped();
  }

  private Counted counted() throws IOException, InterruptedException {
    String page =
        http.send(HttpRequest.newBuilder(counters).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    return new Counted(
        count(page, "muster_statsd_datagrams_total"), count(page, "muster_statsd_dropped_total"));
  }

  private static long count(String page, String name) {
    int at = page.indexOf("\n" + name + " ");
    return at < 0
        ? 0
        : (long)
            Double.parseDouble(page.substring(at + name.length() + 2, page.indexOf('\n', at + 1)));
  }

  @Override
  public void close() {
    socket.close();
    http.close();
  }
}
