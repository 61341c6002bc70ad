package dev.muster.catalog;

import dev.muster.kernel.Sha256;
import dev.muster.platform.web.Body;
import java.net.URI;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Reads a browser's push subscription as the browser writes it: `{"endpoint": ..., "keys": {"p256dh": ..., "auth": ...}}`.
final class PushForm {
  private static final int POINT_BYTES = 65;
  private static final int AUTH_BYTES = 16;
  private static final int ENDPOINT_MOST = 2_000;

  private PushForm() {}

  /// @return null when something is wrong, which the body then knows
  static @Nullable PushSubscription read(Body method) {
    Body form = method.object("push_subscription");
    if (form == null) {
      method.fault(
          "push_subscription",
          "is missing: a push contact method is made by the browser that is to be reached, on its"
              + " owner's profile page");
      return null;
    }
    String endpoint = form.required("endpoint", ENDPOINT_MOST).strip();
    String host = "";
    try {
      URI address = URI.create(endpoint);
      host = address.getHost() == null ? "" : address.getHost();
      if (!"https".equals(address.getScheme()) && !"http".equals(address.getScheme())) {
        host = "";
      }
    } catch (IllegalArgumentException notAUrl) {
      host = "";
    }
    if (host.isEmpty() && !endpoint.isEmpty()) {
      form.fault("endpoint", "must be the push service's https address");
    }
    Body keys = form.object("keys");
    String p256dh = "";
    String auth = "";
    if (keys == null) {
      form.fault("keys", "is missing");
    } else {
      p256dh = keys.required("p256dh", 200);
      auth = keys.required("auth", 100);
      byte @Nullable [] point = decoded(p256dh);
      if (!p256dh.isEmpty() && (point == null || point.length != POINT_BYTES || point[0] != 4)) {
        keys.fault("p256dh", "must be an uncompressed point on P-256, 65 bytes in base64url");
      }
      byte @Nullable [] secret = decoded(auth);
      if (!auth.isEmpty() && (secret == null || secret.length != AUTH_BYTES)) {
        keys.fault("auth", "must be 16 bytes in base64url");
      }
    }
    return new PushSubscription(host + "/" + fingerprint(endpoint), endpoint, p256dh, auth);
  }

  private static byte @Nullable [] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text.replaceAll("=+$", ""));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static String fingerprint(String endpoint) {
    return Sha256.hex(endpoint, 8);
  }
}
