package dev.muster.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/// A lean HTTP/1.1 load client: many keep-alive connections on one thread, one request at a time on each. It reads what a response
/// needs to be counted and nothing more, because it shares the cores with what it measures.
final class LoadClient {
  /// What was measured.
  ///
  /// @param requests answered within the measured time
  /// @param failures answered with another status than 2xx
  /// @param seconds measured time
  /// @param latencies of all answers, in nanoseconds, sorted; when paced, from the moment at which the request was due
  record Result(
      long requests,
      long failures,
      double seconds,
      @SuppressWarnings("ArrayRecordComponent") long[] latencies) {
    double perSecond() {
      return requests / seconds;
    }

    /// The latency below which that share of the requests stayed, in milliseconds.
    double millis(double share) {
      return latencies.length == 0
          ? 0
          : latencies[(int) Math.min(latencies.length - 1L, Math.round(latencies.length * share))]
              / 1e6;
    }
  }

  private static final class Connection {
    SocketChannel channel;
    final byte[] bytes = new byte[8 * 1024];
    final ByteBuffer in = ByteBuffer.wrap(bytes);
    ByteBuffer out = ByteBuffer.allocate(0);
    long since;
    int bodyLeft = -1;
    boolean chunked;
    boolean closing;
    int status;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private final InetSocketAddress address;
  private final IntFunction<byte[]> requests;
  private int made;
  private long[] latencies = new long[1 << 20];
  private int recorded;
  private long answered;
  private long failures;
  private boolean recording;

  private LoadClient(InetSocketAddress address, IntFunction<byte[]> requests) {
    this.address = address;
    this.requests = requests;
  }

  /// A POST as it goes over the wire.
  static byte[] post(URI url, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("POST "
                + url.getRawPath()
                + " HTTP/1.1\r\nHost: "
                + url.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    return all;
  }

  /// Sends as fast as it is answered.
  ///
  /// @param requests the n-th request
  static Result saturate(
      URI url, int connections, IntFunction<byte[]> requests, Duration warmUp, Duration time)
      throws IOException {
    return run(url, connections, requests, warmUp, time, 0);
  }

  /// Sends so many requests a second, whether or not earlier ones were answered, as far as connections are free.
  static Result paced(
      URI url,
      int connections,
      IntFunction<byte[]> requests,
      Duration warmUp,
      Duration time,
      int perSecond)
      throws IOException {
    return run(url, connections, requests, warmUp, time, perSecond);
  }

  private static Result run(
      URI url,
      int connections,
      IntFunction<byte[]> requests,
      Duration warmUp,
      Duration time,
      int perSecond)
      throws IOException {
    var client = new LoadClient(new InetSocketAddress(url.getHost(), url.getPort()), requests);
    return client.run(connections, warmUp.toNanos(), time.toNanos(), perSecond);
  }

  private Result run(int connections, long warmUp, long time, int perSecond) throws IOException {
    try (Selector selector = Selector.open()) {
      var free = new ArrayDeque<Connection>();
      var reopened = new ArrayList<Connection>();
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = open();
        var connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        free.add(connection);
      }
      long began = System.nanoTime();
      long measureFrom = began + warmUp;
      long end = measureFrom + time;
      long gap = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
      long due = began;
      long now = began;
      while (now < end) {
        recording = now >= measureFrom;
        if (perSecond == 0) {
          while (!free.isEmpty()) {
            send(free.remove(), System.nanoTime());
          }
          selector.select(100);
        } else {
          while (due <= now && !free.isEmpty()) {
            send(free.remove(), due);
            due += gap;
          }
          // Up to a millisecond late, which counts as waiting; looking without a pause would take a
          // core from the server.
          selector.select(1);
        }
        for (SelectionKey key : selector.selectedKeys()) {
          Connection connection = (Connection) key.attachment();
          if (receive(connection)) {
            if (connection.closing) {
              connection.channel.close();
              connection.channel = open();
              connection.closing = false;
              reopened.add(connection);
            }
            free.add(connection);
          }
        }
        selector.selectedKeys().clear();
        for (Connection connection : reopened) {
          connection.channel.register(selector, SelectionKey.OP_READ, connection);
        }
        reopened.clear();
        now = System.nanoTime();
      }
      double seconds = (now - measureFrom) / 1e9;
      for (SelectionKey key : List.copyOf(selector.keys())) {
        key.channel().close();
      }
      long[] sorted = Arrays.copyOf(latencies, recorded);
      Arrays.sort(sorted);
      return new Result(answered, failures, seconds, sorted);
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return channel;
  }

  private void send(Connection connection, long since) throws IOException {
    connection.out = ByteBuffer.wrap(requests.apply(made++));
    connection.since = since;
    while (connection.out.hasRemaining()) {
      if (connection.channel.write(connection.out) == 0) {
        Thread.onSpinWait(); // a body larger than the socket's buffer; the server is reading it
      }
    }
  }

  /// True when a response is complete.
  private boolean receive(Connection connection) throws IOException {
    if (connection.channel.read(connection.in) < 0) {
      throw new IOException("the server closed a connection after " + answered + " answers");
    }
    if (connection.bodyLeft < 0 && !head(connection)) {
      return false;
    }
    ByteBuffer in = connection.in;
    if (connection.chunked) {
      if (in.position() < 5 || !endsChunks(in)) {
        return false;
      }
    } else if (in.position() < connection.bodyLeft) {
      return false;
    }
    in.clear();
    connection.bodyLeft = -1;
    if (recording) {
      answered++;
      if (connection.status < 200 || connection.status > 299) {
        failures++;
      }
      if (recorded == latencies.length) {
        latencies = Arrays.copyOf(latencies, latencies.length * 2);
      }
      latencies[recorded++] = System.nanoTime() - connection.since;
    }
    return true;
  }

  private static boolean endsChunks(ByteBuffer in) {
    int end = in.position();
    return in.get(end - 5) == '0' && in.get(end - 4) == '\r' && in.get(end - 1) == '\n';
  }

  /// Reads status and length; true when the whole head is there. Afterwards the buffer holds what came of the body.
  private static boolean head(Connection connection) {
    ByteBuffer in = connection.in;
    int length = in.position();
    for (int i = 3; i < length; i++) {
      if (in.get(i) == '\n'
          && in.get(i - 1) == '\r'
          && in.get(i - 2) == '\n'
          && in.get(i - 3) == '\r') {
        String head = new String(connection.bytes, 0, i + 1, StandardCharsets.ISO_8859_1);
        connection.status = Integer.parseInt(head, 9, 12, 10);
        connection.chunked =
            head.regionMatches(true, head.indexOf("ransfer-"), "ransfer-encoding: chunked", 0, 25);
        connection.bodyLeft = contentLength(head);
        connection.closing =
            head.regionMatches(true, head.indexOf("onnection:"), "onnection: close", 0, 16);
        int rest = length - i - 1;
        System.arraycopy(connection.bytes, i + 1, connection.bytes, 0, rest);
        in.position(rest);
        return true;
      }
    }
    return false;
  }

  private static int contentLength(String head) {
    for (int i = head.indexOf('\n'); i > 0; i = head.indexOf('\n', i + 1)) {
      if (head.regionMatches(true, i + 1, "content-length:", 0, 15)) {
        return Integer.parseInt(head.substring(i + 16, head.indexOf('\r', i + 1)).strip());
      }
    }
    return 0;
  }
}
