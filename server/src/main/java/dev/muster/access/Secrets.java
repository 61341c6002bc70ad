package dev.muster.access;

import dev.muster.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// Makes secrets and the hashes under which they are kept. They are random and long, so a plain hash is enough; passwords are not
/// and have a slow one of their own.
final class Secrets {
  private static final String TOKEN_ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";

  static final int TOKEN_LENGTH = 20;

  private final RandomGenerator random;

  Secrets(RandomGenerator random) {
    this.random = random;
  }

  /// An API token: 20 characters, 120 bits.
  String token() {
    var token = new StringBuilder(TOKEN_LENGTH);
    for (int i = 0; i < TOKEN_LENGTH; i++) {
      token.append(TOKEN_ALPHABET.charAt(random.nextInt(TOKEN_ALPHABET.length())));
    }
    return token.toString();
  }

  /// 256 bits for a cookie or a link.
  String long256() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] hash(String secret) {
    return Sha256.of(secret);
  }

  /// What a page must send back to prove that it could read its own cookie; follows from the session and needs no storage.
  static String csrfOf(String session) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash("csrf " + session));
  }

  static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
