package dev.muster.mobilize.channel;

import dev.muster.kernel.Way;
import dev.muster.kernel.Words;
import dev.muster.platform.secret.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Links that act in one person's name on one incident in one way, for some time. Whoever holds the link may do that, so it is
/// only sent to an address of that person. The token is `base64url(words).base64url(HMAC-SHA256(words))`.
public final class TapLinks {
  /// Long enough for a page that is read after a weekend.
  static final Duration LIFE = Duration.ofDays(4);

  private final byte[] key;
  private final String base;

  /// @param key at least 32 random bytes
  /// @param base address of the web interface without a slash at its end
  public TapLinks(byte[] key, String base) {
    if (key.length < 32) {
      throw new IllegalArgumentException("the key for links must have at least 32 bytes");
    }
    this.key = key.clone();
    this.base = base;
  }

  /// What a link does.
  public enum Tap {
    ACKNOWLEDGE,
    RESOLVE,
    /// Says yes to a request for help.
    JOIN,
    /// Says no to it.
    DECLINE,
    /// Says that the message was not worth being sent.
    NOISE;

    String word() {
      return Words.of(this);
    }
  }

  /// What a valid link says.
  ///
  /// @param requestId the request for help that is answered; empty for the other taps
  /// @param way what kind of message the link stands in
  public record Grant(
      Tap tap, String userId, String incidentId, String requestId, Instant until, Way way) {}

  /// The whole address of a link.
  ///
  /// @param requestId the request for help that is answered; empty for the other taps
  /// @param way what kind of message the link stands in
  public String link(
      Tap tap, String userId, String incidentId, String requestId, Way way, Instant now) {
    return base + "/l/" + token(new Grant(tap, userId, incidentId, requestId, now.plus(LIFE), way));
  }

  String token(Grant grant) {
    String words =
        String.join(
            "|",
            "1",
            grant.tap().word(),
            grant.userId(),
            grant.incidentId(),
            grant.requestId(),
            Long.toString(grant.until().getEpochSecond()),
            grant.way().wire());
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(words.getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(sign(words));
  }

  /// What the token says; empty when it was not made here, was changed, or has expired.
  public Optional<Grant> read(String token, Instant now) {
    int dot = token.indexOf('.');
    if (dot < 0 || token.length() > 512) {
      return Optional.empty();
    }
    try {
      var decoder = Base64.getUrlDecoder();
      String words = new String(decoder.decode(token.substring(0, dot)), StandardCharsets.UTF_8);
      byte[] signature = decoder.decode(token.substring(dot + 1));
      if (!MessageDigest.isEqual(signature, sign(words))) {
        return Optional.empty();
      }
      List<String> parts = List.of(words.split("\\|", -1));
      var grant =
          new Grant(
              Tap.valueOf(parts.get(1).toUpperCase(Locale.ROOT)),
              parts.get(2),
              parts.get(3),
              parts.get(4),
              Instant.ofEpochSecond(Long.parseLong(parts.get(5))),
              parts.size() > 6 ? Way.valueOf(parts.get(6).toUpperCase(Locale.ROOT)) : Way.EMAIL);
      return now.isBefore(grant.until()) ? Optional.of(grant) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /// Digits that stand in texts about that incident to that person, and that nobody else can know: a text that comes back with them was
  /// sent by whoever got one, while the number that it claims to come from can be forged.
  ///
  /// @param requestId the request for help that the text brought; empty for none
  public String code(String userId, String incidentId, String requestId) {
    byte[] seal = sign(String.join("|", "code", userId, incidentId, requestId));
    int number = (seal[0] & 0xFF) << 16 | (seal[1] & 0xFF) << 8 | (seal[2] & 0xFF);
    return "%04d".formatted(number % 10_000);
  }

  /// Proves that an address about that message was made here.
  public String seal(String parcelId) {
    byte[] seal = sign("parcel|" + parcelId);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(seal, 16));
  }

  private byte[] sign(String words) {
    return Hmac.sha256(key, words.getBytes(StandardCharsets.UTF_8));
  }
}
