package dev.muster.detect;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.detect.metric.Bodies;
import dev.muster.detect.metric.Readings;
import dev.muster.detect.watch.Taken;
import dev.muster.signal.Guard;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every door for metrics and logs does with a request, whatever protocol it speaks: the key, the reading, the limits, and what
/// is told to the sender.
final class MetricDoor {
  private static final Logger LOG = LoggerFactory.getLogger(MetricDoor.class);

  /// Packed bodies: 8 MiB, several times of what the senders use unless told otherwise.
  static final int BODY = 8 << 20;

  /// Why a request is turned away.
  enum Refusal {
    INVALID,
    UNKNOWN_KEY,
    UNPROVEN,
    TOO_LARGE,
    /// It is of a kind or packed in a way that nobody reads here.
    UNSUPPORTED,
    BUSY
  }

  /// What became of a request.
  sealed interface Outcome {
    /// @param refused readings that were not taken
    /// @param why they were not, in words; null when all were taken
    record Done(Readings readings, Taken taken, int refused, @Nullable String why)
        implements Outcome {}

    /// Nothing was taken.
    record Refused(Refusal refusal, String why) implements Outcome {}
  }

  /// Reads a body.
  interface Reader {
    Readings read() throws Bodies.Unreadable;
  }

  private final Catalog catalog;
  private final Guard guard;
  private final InstantSource clock;
  private final ReadingDesk desk;
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
  private final Counter tooLong;

  MetricDoor(
      Catalog catalog, Guard guard, ReadingDesk desk, InstantSource clock, MeterRegistry meters) {
    this.catalog = catalog;
    this.guard = guard;
    this.clock = clock;
    this.desk = desk;
    this.tooLong = tooLong(meters);
    for (Refusal refusal : Refusal.values()) {
      refused.put(
          refusal,
          Counter.builder("muster.metrics.refused")
              .description("Requests with metrics or logs that were turned away")
              .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  /// Counts readings that are refused for the length of their series' name, whatever door they came through.
  static Counter tooLong(MeterRegistry meters) {
    return Counter.builder("muster.series.too.long")
        .description("Readings whose series has too many labels or characters")
        .register(meters);
  }

  /// Takes what a request holds.
  ///
  /// @param key of the integration; null when the sender gave none
  Outcome take(@Nullable String key, Reader reader) {
    if (key == null || key.isBlank()) {
      return refuse(
          Refusal.UNKNOWN_KEY,
          "The integration's key is missing; send it as 'Authorization: Bearer KEY' or in the"
              + " header X-Routing-Key");
    }
    Optional<Integration> integration = catalog.integrationByKey(key.strip());
    if (integration.isEmpty()) {
      return refuse(Refusal.UNKNOWN_KEY, "The key belongs to no integration");
    }
    Guard.Demand demand = guard.of(integration.get().id());
    if (demand == Guard.Demand.UNKNOWN) {
      return refuse(
          Refusal.BUSY, "The settings of this integration cannot be read; send them again later");
    }
    if (demand == Guard.Demand.PROOF) {
      String words =
          "The key belongs to an integration that takes only webhooks with a proof, at"
              + " /integrations/webhook/KEY";
      guard.turnedAway(integration.get().id(), clock.instant(), 401, words, new byte[0]);
      return refuse(Refusal.UNPROVEN, words);
    }
    Readings readings;
    try {
      readings = reader.read();
    } catch (Bodies.Unreadable unreadable) {
      return refuse(Refusal.INVALID, String.valueOf(unreadable.getMessage()));
    } catch (RuntimeException unforeseen) {
      // the same body would fail again, so it must not be sent for ever
      LOG.error("a body of readings could not be read", unforeseen);
      return refuse(Refusal.INVALID, "The body cannot be read: " + unforeseen.getMessage());
    }
    tooLong.increment(readings.tooLong());
    if (readings.nothing()) {
      return refuse(Refusal.INVALID, String.join("; ", readings.faults()));
    }
    Optional<Taken> taken = desk.take(integration.get().id(), readings);
    return taken.isEmpty()
        ? refuse(Refusal.BUSY, "Too many readings are waiting; send them again shortly")
        : new Outcome.Done(
            readings,
            taken.get(),
            readings.faulty() + taken.get().refused(),
            why(readings, taken.get()));
  }

  /// Counts a request that is turned away.
  Outcome.Refused refuse(Refusal refusal, String why) {
    Counter counter = refused.get(refusal);
    if (counter != null) {
      counter.increment();
    }
    return new Outcome.Refused(refusal, why);
  }

  /// What was not taken, in words; null when all was.
  private static @Nullable String why(Readings readings, Taken taken) {
    var reasons = new ArrayList<>(readings.faults());
    if (taken.overLimit() > 0) {
      reasons.add(
          taken.overLimit()
              + " readings would make new series beyond this integration's limit"
              + " (muster.metrics.series-per-source)");
    }
    if (taken.future() > 0) {
      reasons.add(taken.future() + " readings are from the future; the sender's clock is wrong");
    }
    return reasons.isEmpty() ? null : String.join("; ", reasons);
  }

  /// The key in a header `Authorization`; null when it is of a kind that no sender uses.
  static @Nullable String key(@Nullable String authorization) {
    if (authorization == null) {
      return null;
    }
    int space = authorization.indexOf(' ');
    String scheme = space < 0 ? "" : authorization.substring(0, space).toLowerCase(Locale.ROOT);
    String rest = authorization.substring(space + 1).strip();
    return switch (scheme) {
      case "bearer" -> rest;
      case "token" -> rest.startsWith("token=") ? rest.substring("token=".length()) : rest;
      case "basic" -> password(rest);
      default -> null;
    };
  }

  private static @Nullable String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? null : pair.substring(colon + 1);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }
}
