package dev.muster.mobilize.reach;

import dev.muster.mobilize.channel.Twiml;
import dev.muster.platform.db.Outage;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Form;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What both doors for answers have in common: only the provider may knock, and whoever is on the telephone is told in words when something
/// is out of order, as nobody there reads a status.
abstract class PhoneDoor implements Annex {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneDoor.class);
  private static final int BODY_MOST = 32 << 10;

  private final Outage outage = Outage.ofRequests(LOG, "answers by telephone");
  private final ProviderProof proof;
  private final MeterRegistry meters;
  private final String channel;

  /// @param channel what is counted, `call` or `text`
  PhoneDoor(ProviderProof proof, MeterRegistry meters, String channel) {
    this.proof = proof;
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
  public final Answer tooLarge(String path, int limit) {
    return refusal(413, "The body is larger than " + limit + " bytes.");
  }

  @Override
  public final Answer answer(Request request) {
    if (!request.method().equals("POST")) {
      return refusal(405, "Use POST.").with("Allow", "POST");
    }
    Map<String, String> form;
    try {
      form = Form.fields(request.body());
    } catch (IllegalArgumentException malformed) {
      return refusal(400, "The body is no form.");
    }
    if (!proof.holds(request, form)) {
      count("unproven");
      return refusal(401, "The signature is missing or does not fit.");
    }
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

  private static Answer refusal(int status, String why) {
    return Answer.json(status, Json.write(Map.of("error", why)));
  }
}
