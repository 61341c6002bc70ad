package dev.muster.mobilize.reach;

import dev.muster.mobilize.channel.Twiml;
import dev.muster.platform.db.Outage;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What both doors for answers have in common: whoever is on the telephone is told in words when something is out of order, as nobody there
/// reads a status.
abstract class PhoneDoor extends ProviderDoor {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneDoor.class);
  private static final int BODY_MOST = 32 << 10;

  private final Outage outage = Outage.ofRequests(LOG, "answers by telephone");
  private final MeterRegistry meters;
  private final String channel;

  /// @param channel what is counted, `call` or `text`
  PhoneDoor(ProviderProof proof, MeterRegistry meters, String channel) {
    super(proof);
    this.meters = meters;
    this.channel = channel;
  }

  /// Whether the address is one of this door.
  abstract boolean mine(String path);

  /// What the provider is to do.
  abstract Twiml answer(Request request, Map<String, String> form);

  /// What it is to do when nothing can be looked up or changed now.
  abstract Twiml broken(Request request);

  @Override
  public final int bodyLimit(String method, String path) {
    return mine(path) ? BODY_MOST : -1;
  }

  @Override
  final void unproven() {
    count("unproven");
  }

  @Override
  final Answer proven(Request request, Map<String, String> form) {
    Twiml twiml;
    try {
      twiml = answer(request, form);
      outage.worked();
    } catch (RuntimeException failure) {
      outage.failed(failure);
      count("failed");
      twiml = broken(request);
    }
    return new Answer(
        200,
        Map.of("Content-Type", "text/xml; charset=utf-8"),
        twiml.document().getBytes(StandardCharsets.UTF_8));
  }

  /// @param outcome `done`, `refused`, `unclear`, `unproven` or `failed`
  final void count(String outcome) {
    meters.counter("muster.phone.answers", "channel", channel, "outcome", outcome).increment();
  }
}
