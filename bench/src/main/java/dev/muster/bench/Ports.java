package dev.muster.bench;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Ports for processes that are told theirs when they start, and keep them when they are killed and started again.
///
/// They lie below those that the system gives to whoever asks for any: one of these could be taken by any connection on this machine
/// before the process has it, or while it is away.
final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /// One that is free for TCP and UDP and was given to nobody in this process.
  static int free() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (GIVEN.contains(port)) {
        continue;
      }
      try (var streams = new ServerSocket(port);
          var datagrams = new DatagramSocket(port)) {
        if (streams.isBound() && datagrams.isBound() && GIVEN.add(port)) {
          return port;
        }
      } catch (BindException taken) {
        // the next one
      }
    }
  }
}
