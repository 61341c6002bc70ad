package dev.muster.mobilize.channel;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts a message so that only one browser can read it, not the push service that carries it: RFC 8291 (message encryption for
/// web push) over RFC 8188 (`aes128gcm`). Pure, with the JDK's own cryptography.
final class PushCipher {
  /// What a push service must take (RFC 8030, section 7.2) is 4096 bytes; header 86, tag 16 and delimiter 1 go off.
  static final int PLAIN_MOST = 3_993;

  private static final String CURVE = "secp256r1";
  private static final int POINT_BYTES = 65;
  private static final int COORDINATE_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int RECORD_BYTES = 4_096;

  private PushCipher() {}

  /// A pair of keys for one message.
  static KeyPair fresh() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException never) {
      throw new IllegalStateException("every Java has P-256", never);
    }
  }

  /// @param browserKey the browser's public key, an uncompressed point
  /// @param auth the secret shared with the browser
  /// @param own a pair of keys used for this message alone
  /// @param salt 16 random bytes used for this message alone
  /// @return header and ciphertext, one record
  /// @throws GeneralSecurityException when the browser's key is none on the curve
  static byte[] encrypt(byte[] plain, byte[] browserKey, byte[] auth, KeyPair own, byte[] salt)
      throws GeneralSecurityException {
    if (plain.length > PLAIN_MOST) {
      throw new IllegalArgumentException("a push message holds " + PLAIN_MOST + " bytes at most");
    }
    byte[] ownKey = point((ECPublicKey) own.getPublic());
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(own.getPrivate());
    agreement.doPhase(key(browserKey), true);
    byte[] info =
        joined(text("WebPush: info"), new byte[] {0}, browserKey, ownKey); // RFC 8291, section 3.4
    byte[] shared = derive(agreement.generateSecret(), auth, info, 32);
    SecretKey key =
        new SecretKeySpec(
            derive(shared, salt, joined(text("Content-Encoding: aes128gcm"), new byte[] {0}), 16),
            "AES");
    byte[] nonce =
        derive(shared, salt, joined(text("Content-Encoding: nonce"), new byte[] {0}), 12);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
    byte[] last = joined(plain, new byte[] {2}); // the delimiter of the last record
    byte[] sealed = cipher.doFinal(last);
    return joined(
        salt,
        ByteBuffer.allocate(4).putInt(RECORD_BYTES).array(),
        new byte[] {POINT_BYTES},
        ownKey,
        sealed);
  }

  /// A random salt's length, in bytes.
  static int saltBytes() {
    return SALT_BYTES;
  }

  private static byte[] derive(byte[] input, byte[] salt, byte[] info, int length)
      throws GeneralSecurityException {
    AlgorithmParameterSpec how =
        HKDFParameterSpec.ofExtract().addIKM(input).addSalt(salt).thenExpand(info, length);
    return KDF.getInstance("HKDF-SHA256").deriveData(how);
  }

  /// The uncompressed form of a public key.
  static byte[] point(ECPublicKey key) {
    byte[] point = new byte[POINT_BYTES];
    point[0] = 4;
    write(key.getW().getAffineX(), point, 1);
    write(key.getW().getAffineY(), point, 1 + COORDINATE_BYTES);
    return point;
  }

  private static void write(BigInteger number, byte[] into, int at) {
    byte[] bytes = number.toByteArray(); // may have a sign byte in front, or be short
    int skip = Math.max(0, bytes.length - COORDINATE_BYTES);
    int length = bytes.length - skip;
    System.arraycopy(bytes, skip, into, at + COORDINATE_BYTES - length, length);
  }

  /// The public key of an uncompressed form; the agreement refuses points off the curve.
  static ECPublicKey key(byte[] point) throws GeneralSecurityException {
    if (point.length != POINT_BYTES || point[0] != 4) {
      throw new GeneralSecurityException("not an uncompressed point on P-256");
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(CURVE));
    var at =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE_BYTES)),
            new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE_BYTES, POINT_BYTES)));
    return (ECPublicKey)
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(at, parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
