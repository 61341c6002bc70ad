package dev.muster.signal.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.secret.Proof;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProofTest {
  private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
  private static final byte[] BODY = "{\"title\":\"x\"}".getBytes(StandardCharsets.UTF_8);

  private static Proof hmac(boolean base64, @Nullable String timestampHeader) {
    return new Proof(Proof.Kind.HMAC_SHA256, "X-Signature-256", "sha256=", base64, timestampHeader);
  }

  private static @Nullable String fault(
      Proof proof, Map<String, String> headers, byte[] body, String... secrets) {
    return proof.fault(List.of(secrets), headers::get, body, NOW);
  }

  /// Test case 2 of RFC 4231.
  @Test
  void agrees_with_the_published_vector() {
    var proof = new Proof(Proof.Kind.HMAC_SHA256, "S", "", false, null);
    byte[] text = "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8);
    String mac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    var headers = Map.of("S", mac);
    assertThat(fault(proof, headers, text, "Jefe")).isNull();
    assertThat(fault(proof, Map.of("S", mac.toUpperCase(Locale.ROOT)), text, "Jefe")).isNull();
    assertThat(proof.sign("Jefe", text, NOW)).isEqualTo(headers);
  }

  @Test
  void what_it_signs_it_takes_and_nothing_else() {
    var any = new Random(4);
    for (Proof proof :
        List.of(
            hmac(false, null),
            hmac(true, null),
            hmac(false, "X-Time"),
            hmac(true, "X-Time"),
            new Proof(Proof.Kind.TOKEN, "X-Token", "", false, null))) {
      for (int i = 0; i < 200; i++) {
        byte[] body = new byte[any.nextInt(60)];
        any.nextBytes(body);
        Map<String, String> headers = proof.sign("first secret", body, NOW);
        assertThat(fault(proof, headers, body, "second secret", "first secret")).isNull();
        assertThat(fault(proof, headers, body, "second secret")).isNotNull();
        if (proof.kind() == Proof.Kind.HMAC_SHA256) {
          byte[] other = java.util.Arrays.copyOf(body, body.length + 1);
          assertThat(fault(proof, headers, other, "first secret")).isNotNull();
        }
      }
    }
  }

  @Test
  void any_of_several_signatures_will_do() {
    Proof proof = hmac(false, null);
    String good = String.valueOf(proof.sign("new", BODY, NOW).get("X-Signature-256"));
    var headers = Map.of("X-Signature-256", "sha256=00ff, " + good);
    assertThat(fault(proof, headers, BODY, "new")).isNull();
  }

  @Test
  void says_what_is_wrong() {
    Proof proof = hmac(false, "X-Time");
    assertThat(fault(proof, Map.of(), BODY, "s"))
        .isEqualTo("The header X-Signature-256 is missing.");
    assertThat(fault(proof, Map.of("X-Signature-256", "abc"), BODY, "s"))
        .isEqualTo("The header X-Time is missing.");
    assertThat(fault(proof, Map.of("X-Signature-256", "abc", "X-Time", "noon"), BODY, "s"))
        .contains("does not hold seconds");
    Map<String, String> old = proof.sign("s", BODY, NOW.minus(Duration.ofMinutes(6)));
    assertThat(fault(proof, old, BODY, "s")).contains("five minutes");
    assertThat(fault(hmac(false, null), Map.of("X-Signature-256", "abc"), BODY, "s"))
        .contains("does not begin with 'sha256='");
    assertThat(fault(hmac(false, null), Map.of("X-Signature-256", "sha256=abc"), BODY, "s"))
        .contains("does not fit");
    assertThat(fault(hmac(false, null), Map.of("X-Signature-256", "sha256=abc"), BODY))
        .contains("does not fit");
    assertThat(fault(Proof.NONE, Map.of(), BODY)).isNull();
  }
}
