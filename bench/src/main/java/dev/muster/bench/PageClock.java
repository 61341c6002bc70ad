package dev.muster.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/// People's own webhooks, and when they rang.
final class PageClock implements AutoCloseable {
  private final HttpServer server;
  private final AtomicLongArray rang;

  PageClock(int people) throws IOException {
    rang = new AtomicLongArray(people);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext(
        "/person/",
        exchange -> {
          long now = System.nanoTime();
          String path = exchange.getRequestURI().getPath();
          rang.compareAndSet(Integer.parseInt(path.substring("/person/".length())), 0, now);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  String url(int person) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/person/" + person;
  }

  /// Waits until all have rung, or the time is over.
  void await(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    for (int i = 0; i < rang.length(); i++) {
      while (rang.get(i) == 0 && System.nanoTime() < end) {
        Thread.sleep(5);
      }
    }
  }

  /// Nanoseconds from each accepted event to the ring, sorted, of the people from one number to another; those that never rang
  /// are left out.
  long[] since(long[] accepted, int from, int to) {
    long[] waits = new long[to - from];
    int rung = 0;
    for (int i = from; i < to; i++) {
      if (rang.get(i) != 0) {
        waits[rung++] = rang.get(i) - accepted[i];
      }
    }
    long[] sorted = Arrays.copyOf(waits, rung);
    Arrays.sort(sorted);
    return sorted;
  }

  /// When each rang, by {@link System#nanoTime}; 0 for never.
  long[] rang() {
    long[] moments = new long[rang.length()];
    Arrays.setAll(moments, rang::get);
    return moments;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
