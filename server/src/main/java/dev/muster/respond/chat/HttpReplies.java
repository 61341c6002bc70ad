package dev.muster.respond.chat;

import dev.muster.platform.http.GuardedHttp;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Posts late answers to where the chat wants them; only to public addresses unless an administrator allows others, as the address
/// comes from outside. What cannot be said is counted: the deed is done, and its place in the log of calls.
final class HttpReplies {
  private static final Logger LOG = LoggerFactory.getLogger(HttpReplies.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int TRIES = 2;

  private final GuardedHttp http;
  private final MeterRegistry meters;

  HttpReplies(GuardedHttp http, MeterRegistry meters) {
    this.http = http;
    this.meters = meters;
  }

  /// Runs on a virtual thread of the caller and may wait. Never throws.
  void send(String address, ObjectNode answer) {
    byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        int status =
            http.post(
                    URI.create(address),
                    Map.of("Content-Type", "application/json", "User-Agent", "Muster"),
                    body,
                    TIMEOUT)
                .status();
        if (status / 100 == 2) {
          count("sent");
          return;
        }
        LOG.warn("A chat refused a late answer with HTTP {}", status);
        if (status < 500) {
          break;
        }
      } catch (GuardedHttp.Forbidden | IllegalArgumentException forbidden) {
        LOG.warn("A late answer to a chat was not sent: {}", forbidden.getMessage());
        break;
      } catch (IOException away) {
        LOG.warn("A late answer to a chat did not arrive: {}", away.toString());
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    count("failed");
  }

  private void count(String outcome) {
    meters.counter("muster.chat.replies", "outcome", outcome).increment();
  }
}
