package dev.muster.platform.secret;

import dev.muster.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals texts with AES-256 in Galois/Counter Mode under keys that are not in the database. A sealed text reads
/// `sealed:1:KEY:base64url(nonce, ciphertext, tag)`; KEY is the beginning of the key's SHA-256, so that older keys can be found
/// again. Nonces are random, 96 bits: with one key some billions of secrets may be sealed, far more than a house ever has. The
/// purpose goes into the tag, so that a sealed text does not open in another row or column. Safe for every thread.
public final class Seal {
  private static final String MARK = "sealed:1:";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /// A key of 256 bits.
  static final int KEY_BYTES = 32;

  private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
  private final String current;
  private final RandomGenerator random;

  /// @param keys 32 bytes each; the first one seals, all of them open
  /// @param random must not be guessable
  public Seal(List<byte[]> keys, RandomGenerator random) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key for secrets");
    }
    for (byte[] key : keys) {
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException("a key for secrets has " + KEY_BYTES + " bytes");
      }
      this.keys.put(id(key), new SecretKeySpec(key, "AES"));
    }
    this.current = id(keys.getFirst());
    this.random = random;
  }

  /// A key's name, from which the key does not follow.
  static String id(byte[] key) {
    return HexFormat.of().formatHex(Sha256.digest().digest(key), 0, 4);
  }

  /// The name of the key that seals.
  public String current() {
    return current;
  }

  /// True when it was sealed, with whatever key.
  public static boolean isSealed(String text) {
    return text.startsWith(MARK);
  }

  /// True when it was sealed with the key that seals now; otherwise it should be sealed anew.
  public boolean isCurrent(String text) {
    return text.startsWith(MARK + current + ":");
  }

  /// @param purpose names the place that it is kept in, for example table, row and column; needed to open it
  public String seal(String purpose, String plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, current, nonce, purpose);
      byte[] sealed = cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8));
      byte[] all = new byte[NONCE_BYTES + sealed.length];
      System.arraycopy(nonce, 0, all, 0, NONCE_BYTES);
      System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
      return MARK + current + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("cannot seal", broken);
    }
  }

  /// Opens what was sealed; a text that is not sealed, written before there were keys, is answered as it is.
  ///
  /// @throws IllegalStateException when its key is missing, or when it was changed or belongs elsewhere
  public String open(String purpose, String text) {
    if (!isSealed(text)) {
      return text;
    }
    int end = text.indexOf(':', MARK.length());
    String key = end < 0 ? "" : text.substring(MARK.length(), end);
    if (!keys.containsKey(key)) {
      throw new IllegalStateException(
          "a secret (%s) was sealed with the key %s, which is not in the key file"
              .formatted(purpose, key));
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(text.substring(end + 1));
      if (all.length < NONCE_BYTES) {
        throw new AEADBadTagException("too short");
      }
      byte[] nonce = java.util.Arrays.copyOf(all, NONCE_BYTES);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, purpose);
      return new String(
          cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException changed) {
      throw new IllegalStateException(
          "a secret (%s) was changed after it was sealed, or belongs elsewhere".formatted(purpose),
          changed);
    }
  }

  private Cipher cipher(int mode, String key, byte[] nonce, String purpose)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, keys.get(key), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
