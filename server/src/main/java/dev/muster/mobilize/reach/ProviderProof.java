package dev.muster.mobilize.reach;

import dev.muster.platform.door.Annex;
import dev.muster.platform.secret.Hmac;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Tells what the telephone provider posts from what others post: it signs with the account's token, by HMAC-SHA1 over the address as it
/// was told and the sorted fields of the form.
final class ProviderProof {
  static final String SIGNATURE = "X-Twilio-Signature";

  private final String base;
  private final String token;

  /// @param base address of the API without a slash at its end, as the provider was told
  /// @param token the account's; blank when no provider is set up
  ProviderProof(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /// Whether the provider sent it.
  ///
  /// @param form what the body holds
  boolean holds(Annex.Request request, Map<String, String> form) {
    String given = request.header(SIGNATURE);
    if (given == null || token.isBlank()) {
      return false;
    }
    String query = request.query();
    String rest = request.path() + (query == null ? "" : "?" + query);
    return addresses(base).stream()
        .anyMatch(address ->
            MessageDigest.isEqual(
                sign(token, address + rest, form).getBytes(StandardCharsets.UTF_8),
                given.strip().getBytes(StandardCharsets.UTF_8)));
  }

  /// The same address with and without its port, as the provider signs either.
  private static List<String> addresses(String base) {
    URI uri = URI.create(base);
    String host = uri.getScheme() + "://" + uri.getHost();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    int usual = "https".equals(uri.getScheme()) ? 443 : 80;
    return List.of(
        base, host + path, host + ":" + (uri.getPort() < 0 ? usual : uri.getPort()) + path);
  }

  static String sign(String token, String address, Map<String, String> form) {
    var text = new StringBuilder(address);
    new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
    return Base64.getEncoder()
        .encodeToString(Hmac.sha1(token, text.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
