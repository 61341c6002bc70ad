package dev.muster.platform.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Keyed hashes (RFC 2104), with which two sides that share a secret prove messages to each other. Pure.
public final class Hmac {
  private Hmac() {}

  /// HMAC-SHA256, 32 bytes.
  ///
  /// @param key not empty
  public static byte[] sha256(byte[] key, byte[] text) {
    return of("HmacSHA256", key, text);
  }

  /// HMAC-SHA256 under a secret that people type in.
  public static byte[] sha256(String secret, byte[] text) {
    return sha256(secret.getBytes(StandardCharsets.UTF_8), text);
  }

  /// HMAC-SHA1, 20 bytes; only where the other side knows nothing better.
  public static byte[] sha1(String secret, byte[] text) {
    return of("HmacSHA1", secret.getBytes(StandardCharsets.UTF_8), text);
  }

  private static byte[] of(String algorithm, byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(text);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + algorithm, missing);
    }
  }
}
