package dev.muster.mobilize.channel;

import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Takes text messages and calls to a provider that speaks Twilio's shape of HTTP.
public final class HttpPhoneCarrier implements Carrier {
  /// What it carries.
  public enum Kind {
    SMS,
    WHATSAPP,
    PHONE
  }

  private final Kind kind;
  private final PhoneSettings settings;
  private final Supplier<HttpClient> client;
  private final @Nullable String receipts;
  private final UnaryOperator<@Nullable String> keys;

  /// One that asks for no receipts and waits for no keys.
  public HttpPhoneCarrier(Kind kind, PhoneSettings settings, Supplier<HttpClient> client) {
    this(kind, settings, client, null, _ -> null);
  }

  /// @param receipts the address at which receipts are taken, to which the parcel's id is added; null when the provider cannot
  ///     reach us
  /// @param keys where keys that are pressed during the call of a parcel are brought, by the parcel's id; null when the provider cannot
  ///     reach us
  public HttpPhoneCarrier(
      Kind kind,
      PhoneSettings settings,
      Supplier<HttpClient> client,
      @Nullable String receipts,
      UnaryOperator<@Nullable String> keys) {
    this.receipts = receipts;
    this.keys = keys;
    this.kind = kind;
    this.settings = settings;
    this.client = client;
  }

  @Override
  public String channel() {
    return switch (kind) {
      case SMS -> "sms";
      case WHATSAPP -> "whatsapp";
      case PHONE -> "phone";
    };
  }

  @Override
  public Duration timeout() {
    return settings.timeout().plusSeconds(5);
  }

  @Override
  public Duration patience() {
    return Duration.ofHours(1);
  }

  @Override
  public Delivery carry(Parcel parcel, int attempt) {
    if (!settings.configured()) {
      return new Delivery.GiveUp("no telephone provider is configured");
    }
    ShortText text = Json.read(parcel.payload(), ShortText.class);
    var form = new LinkedHashMap<String, String>();
    String whatsapp = settings.whatsappFrom() == null ? "" : settings.whatsappFrom();
    form.put("To", kind == Kind.WHATSAPP ? "whatsapp:" + text.to() : text.to());
    form.put("From", kind == Kind.WHATSAPP ? "whatsapp:" + whatsapp : settings.from());
    if (kind == Kind.PHONE) {
      form.put("Twiml", Twiml.call(text.text(), text.keys(), keys.apply(parcel.id())).document());
    } else {
      form.put("Body", text.text());
    }
    if (receipts != null) {
      form.put("StatusCallback", receipts + parcel.id());
    }
    String resource = kind == Kind.PHONE ? "Calls" : "Messages";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    settings.base()
                        + "/2010-04-01/Accounts/"
                        + settings.account()
                        + "/"
                        + resource
                        + ".json"))
            .timeout(settings.timeout())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("I-Twilio-Idempotency-Token", parcel.idempotencyKey())
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            (settings.account() + ":" + settings.token())
                                .getBytes(StandardCharsets.UTF_8)))
            .POST(HttpRequest.BodyPublishers.ofString(encode(form)))
            .build();
    try {
      HttpResponse<String> response =
          client.get().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return judge(response);
    } catch (IOException away) {
      return new Delivery.TryAgain("telephone provider: " + away, null);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Delivery.TryAgain("interrupted", Duration.ZERO);
    }
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(entry ->
            entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Delivery judge(HttpResponse<String> response) {
    int status = response.statusCode();
    String word = word(response.body());
    if (status / 100 == 2) {
      return new Delivery.Handed("provider took it as " + word);
    }
    return status == 429 || status >= 500
        ? new Delivery.TryAgain("telephone provider answered " + status + ": " + word, null)
        : new Delivery.GiveUp("telephone provider answered " + status + ": " + word);
  }

  /// The provider's id of the message, or its own word for the fault.
  private static String word(String body) {
    try {
      JsonNode node = Json.mapper().readTree(body);
      for (String field : new String[] {"sid", "message"}) {
        JsonNode value = node.get(field);
        if (value != null && value.isString()) {
          return value.stringValue();
        }
      }
    } catch (JacksonException notJson) {
      // the start of the body says enough
    }
    return body.length() > 200 ? body.substring(0, 200) : body;
  }
}
