package dev.muster.mobilize.channel;

import dev.muster.platform.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Says to a push service who sends, so that a browser's address is of no use to anybody else: RFC 8292. Pure.
///
/// @param keys on P-256, asked for when the first browser subscribes or is written to; the public one is given to browsers
/// @param contact where the push service's operator can reach us, `mailto:` or `https:`
public record Vapid(Supplier<KeyPair> keys, String contact) {
  /// Push services take no token that lasts longer than a day.
  private static final Duration LASTS = Duration.ofHours(12);

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /// The public key as browsers take it: an uncompressed point in base64url.
  public String publicKey() {
    return BASE64.encodeToString(PushCipher.point((ECPublicKey) keys.get().getPublic()));
  }

  /// The value of the header `Authorization` for a message to that endpoint.
  String authorization(URI endpoint, Instant now) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put(
        "aud",
        endpoint.getScheme()
            + "://"
            + endpoint.getHost()
            + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort()));
    claims.put("exp", now.plus(LASTS).getEpochSecond());
    claims.put("sub", contact);
    String head = encoded(Json.write(Map.of("typ", "JWT", "alg", "ES256")));
    String signed = head + "." + encoded(Json.write(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.get().getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return "vapid t="
          + signed
          + "."
          + BASE64.encodeToString(signature.sign())
          + ", k="
          + publicKey();
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("every Java signs with ES256", never);
    }
  }

  private static String encoded(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
