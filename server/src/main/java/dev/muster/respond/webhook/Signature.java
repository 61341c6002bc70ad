package dev.muster.respond.webhook;

import dev.muster.platform.secret.Hmac;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// Proves to the receiver that a message is ours and whole.
public final class Signature {
  private Signature() {}

  /// The value of the header `X-PagerDuty-Signature`: `v1=` and the hexadecimal HMAC-SHA256 of the body, for each secret, so that a
  /// receiver may check against the old secret or the new one while they change.
  public static String of(List<String> secrets, byte[] body) {
    return secrets.stream()
        .map(secret -> "v1=" + hmac(secret, body))
        .collect(Collectors.joining(","));
  }

  private static String hmac(String secret, byte[] body) {
    return HexFormat.of().formatHex(Hmac.sha256(secret, body));
  }
}
