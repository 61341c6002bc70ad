package dev.muster.mobilize.reach;

import dev.muster.mobilize.Notification.Receipt;
import dev.muster.mobilize.Receipts;
import dev.muster.platform.db.Outage;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /integrations/receipts/PARCEL`: what the telephone provider says became of a text or a call. Twilio's shape: a signed form.
final class ReceiptDoor extends ProviderDoor {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiptDoor.class);

  static final String PATH = "/integrations/receipts/";
  private static final int BODY_MOST = 16 << 10;

  private final Outage outage = Outage.ofRequests(LOG, "receipts of messages");
  private final Receipts receipts;
  private final MeterRegistry meters;
  private final InstantSource clock;

  ReceiptDoor(Receipts receipts, ProviderProof proof, MeterRegistry meters, InstantSource clock) {
    super(proof);
    this.receipts = receipts;
    this.meters = meters;
    this.clock = clock;
  }

  /// The address to which a parcel's id is added; null when the provider could not reach it, and would refuse the message for that.
  static @Nullable String address(URI apiBase) {
    return reachable(apiBase) ? apiBase + PATH : null;
  }

  /// Whether somebody outside of this network may find that address.
  static boolean reachable(URI apiBase) {
    String host = apiBase.getHost();
    return host != null
        && host.contains(".")
        && !host.matches("[0-9.]+")
        && !host.startsWith("[")
        && !host.contains("_")
        && !host.endsWith(".localhost")
        && !host.endsWith(".local")
        && !host.endsWith(".internal");
  }

  /// What the provider's word means; null when it says nothing final.
  static Receipt.@Nullable State state(String word) {
    return switch (word) {
      case "delivered", "read", "completed" -> Receipt.State.DELIVERED;
      case "undelivered", "failed", "busy", "no-answer", "canceled" -> Receipt.State.FAILED;
      default -> null; // queued, sending, sent, ringing and what may come to exist
    };
  }

  @Override
  public List<String> patterns() {
    return List.of(PATH + "*");
  }

  @Override
  public int bodyLimit(String method, String path) {
    return path.startsWith(PATH)
            && path.length() > PATH.length()
            && path.indexOf('/', PATH.length()) < 0
        ? BODY_MOST
        : -1;
  }

  @Override
  void unproven() {
    meters.counter("muster.receipts.unproven").increment();
  }

  @Override
  Answer proven(Request request, Map<String, String> form) {
    String word = form.getOrDefault("MessageStatus", form.getOrDefault("CallStatus", ""));
    Receipt.State state = state(word);
    if (state != null) {
      Instant now = clock.instant();
      String code = form.getOrDefault("ErrorCode", "");
      try {
        receipts.came(
            request.path().substring(PATH.length()),
            new Receipt(
                state,
                now,
                "the provider says " + cut(word) + (code.isBlank() ? "" : ", code " + cut(code))));
        outage.worked();
      } catch (RuntimeException failure) {
        outage.failed(failure);
        return refusal(503, "Not kept; say it again.").with("Retry-After", "5");
      }
    }
    return Answer.empty(204);
  }

  private static String cut(String word) {
    return word.length() <= 40 ? word : word.substring(0, 40);
  }
}
