package dev.muster.mobilize.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// The encryption of push messages against the example of RFC 8291, section 5 and appendix A.
class PushCipherTest {
  private static final String OWN_PUBLIC =
      "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
  private static final String OWN_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
  private static final String BROWSER =
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
  private static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";
  private static final String SALT = "DGv6ra1nlYgDCS1FRnbzlw";
  private static final String RESULT =
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
          + "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

  private static byte[] bytes(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }

  private static KeyPair own() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return new KeyPair(
        PushCipher.key(bytes(OWN_PUBLIC)),
        KeyFactory.getInstance("EC")
            .generatePrivate(
                new ECPrivateKeySpec(
                    new BigInteger(1, bytes(OWN_PRIVATE)),
                    parameters.getParameterSpec(ECParameterSpec.class))));
  }

  @Test
  void the_example_of_the_standard_comes_out() throws GeneralSecurityException {
    byte[] sealed =
        PushCipher.encrypt(
            "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.US_ASCII),
            bytes(BROWSER),
            bytes(AUTH),
            own(),
            bytes(SALT));
    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(sealed)).isEqualTo(RESULT);
  }

  @Test
  void a_key_off_the_curve_is_refused() {
    byte[] off = bytes(BROWSER);
    off[64] ^= 1;
    assertThatThrownBy(() ->
            PushCipher.encrypt(new byte[] {1}, off, bytes(AUTH), PushCipher.fresh(), bytes(SALT)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void more_than_a_push_service_must_take_is_refused() throws GeneralSecurityException {
    byte[] most = new byte[PushCipher.PLAIN_MOST];
    assertThat(PushCipher.encrypt(most, bytes(BROWSER), bytes(AUTH), own(), bytes(SALT)))
        .hasSize(4_096);
    assertThatThrownBy(() ->
            PushCipher.encrypt(
                new byte[PushCipher.PLAIN_MOST + 1],
                bytes(BROWSER),
                bytes(AUTH),
                own(),
                bytes(SALT)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_sender_signs_for_the_push_service_alone() throws GeneralSecurityException {
    KeyPair keys = PushCipher.fresh();
    var vapid = new Vapid(() -> keys, "mailto:ops@example.com");
    String header =
        vapid.authorization(
            URI.create("https://push.example.net:8443/send/1"),
            Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(header).startsWith("vapid t=").endsWith(", k=" + vapid.publicKey());
    String token = header.substring("vapid t=".length(), header.indexOf(", k="));
    String[] parts = token.split("\\.", -1);
    assertThat(new String(bytes(parts[0]), StandardCharsets.UTF_8)).contains("\"ES256\"");
    assertThat(new String(bytes(parts[1]), StandardCharsets.UTF_8))
        .contains("\"aud\":\"https://push.example.net:8443\"")
        .contains("\"sub\":\"mailto:ops@example.com\"")
        .contains("\"exp\":" + Instant.parse("2026-03-01T12:00:00Z").getEpochSecond());
    Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
    check.initVerify(keys.getPublic());
    check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(check.verify(bytes(parts[2]))).isTrue();
  }
}
