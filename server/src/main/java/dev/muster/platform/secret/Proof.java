package dev.muster.platform.secret;

import dev.muster.kernel.Words;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a sender proves that a call is its own. Pure.
///
/// @param header the header that holds the proof; empty for {@link Kind#NONE}
/// @param prefix what stands before the proof in the header, for example `sha256=`; may be empty
/// @param base64 whether a signature is written in base64; otherwise in hexadecimal digits
/// @param timestampHeader the header with the time of the call, in seconds since 1970, when the signature is over that time, a dot
///     and the body; null when it is over the body alone
public record Proof(
    Kind kind, String header, String prefix, boolean base64, @Nullable String timestampHeader) {
  /// A signed call that is older than this, or that far in the future, may be one that somebody has recorded.
  public static final Duration FRESH = Duration.ofMinutes(5);

  /// What is asked for.
  public enum Kind {
    /// Whoever knows the address may call.
    NONE,
    /// HMAC-SHA256 (RFC 2104) of the body.
    HMAC_SHA256,
    /// The secret itself in a header.
    TOKEN;

    public String wire() {
      return Words.of(this);
    }

    public static Optional<Kind> of(String word) {
      return Words.find(Kind.class, word);
    }
  }

  public static final Proof NONE = new Proof(Kind.NONE, "", "", false, null);

  /// Why the call is not proven, in plain words; null when it is.
  ///
  /// @param secrets any of them is good
  /// @param headers a header's value by name, null when there is none
  public @Nullable String fault(
      List<String> secrets, Function<String, @Nullable String> headers, byte[] body, Instant now) {
    if (kind == Kind.NONE) {
      return null;
    }
    String given = headers.apply(header);
    if (given == null || given.isBlank()) {
      return "The header " + header + " is missing.";
    }
    byte[] signed = body;
    if (kind == Kind.HMAC_SHA256 && timestampHeader != null) {
      String time = headers.apply(timestampHeader);
      String stale = stale(time, now);
      if (stale != null) {
        return stale;
      }
      signed = joined(String.valueOf(time).strip(), body);
    }
    boolean formed = false;
    for (String part : given.split(",", -1)) {
      String value = part.strip();
      if (!value.regionMatches(true, 0, prefix, 0, prefix.length())) {
        continue;
      }
      formed = true;
      byte[] claim = value.substring(prefix.length()).strip().getBytes(StandardCharsets.UTF_8);
      for (String secret : secrets) {
        if (MessageDigest.isEqual(expected(secret, signed, claim), claim)) {
          return null;
        }
      }
    }
    return formed
        ? kind == Kind.TOKEN
            ? "The value of the header " + header + " is not the secret."
            : "The signature in the header " + header + " does not fit the body and the secret."
        : "The header " + header + " does not begin with '" + prefix + "'.";
  }

  private @Nullable String stale(@Nullable String time, Instant now) {
    if (time == null || time.isBlank()) {
      return "The header " + timestampHeader + " is missing.";
    }
    try {
      Instant at = Instant.ofEpochSecond(Long.parseLong(time.strip()));
      return Duration.between(at, now).abs().compareTo(FRESH) > 0
          ? "The call was signed more than five minutes away from now, so it may be a copy of an"
              + " old one."
          : null;
    } catch (NumberFormatException | DateTimeException | ArithmeticException notATime) {
      return "The header " + timestampHeader + " does not hold seconds since 1970.";
    }
  }

  private byte[] expected(String secret, byte[] signed, byte[] claim) {
    if (kind == Kind.TOKEN) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }
    byte[] mac = Hmac.sha256(secret, signed);
    String written =
        base64 ? Base64.getEncoder().encodeToString(mac) : HexFormat.of().formatHex(mac);
    // hexadecimal digits may come in either case
    return (!base64 && upper(claim) ? written.toUpperCase(Locale.ROOT) : written)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static boolean upper(byte[] claim) {
    for (byte letter : claim) {
      if (letter >= 'A' && letter <= 'F') {
        return true;
      }
    }
    return false;
  }

  /// The headers of a call that this proof would accept; for the test button and for examples.
  public java.util.Map<String, String> sign(String secret, byte[] body, Instant now) {
    var headers = new java.util.LinkedHashMap<String, String>();
    switch (kind) {
      case NONE -> {}
      case TOKEN -> headers.put(header, prefix + secret);
      case HMAC_SHA256 -> {
        byte[] signed = body;
        if (timestampHeader != null) {
          String time = Long.toString(now.getEpochSecond());
          headers.put(timestampHeader, time);
          signed = joined(time, body);
        }
        byte[] mac = Hmac.sha256(secret, signed);
        headers.put(
            header,
            prefix
                + (base64
                    ? Base64.getEncoder().encodeToString(mac)
                    : HexFormat.of().formatHex(mac)));
      }
    }
    return headers;
  }

  private static byte[] joined(String time, byte[] body) {
    byte[] lead = (time + ".").getBytes(StandardCharsets.UTF_8);
    byte[] signed = java.util.Arrays.copyOf(lead, lead.length + body.length);
    System.arraycopy(body, 0, signed, lead.length, body.length);
    return signed;
  }
}
