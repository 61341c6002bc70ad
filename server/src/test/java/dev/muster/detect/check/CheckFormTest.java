package dev.muster.detect.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.FakeCatalog;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CheckFormTest {
  @Test
  void a_header_that_the_http_client_cannot_send_is_refused() {
    IntPredicate mayBeSent =
        letter -> {
          try {
            HttpRequest.newBuilder(URI.create("http://a")).header("X-A", "a" + (char) letter + "b");
            return true;
          } catch (IllegalArgumentException refused) {
            return false;
          }
        };
    for (int letter = 0; letter < 0x3000; letter++) {
      ObjectNode probe = Json.mapper().createObjectNode();
      probe.putObject("headers").put("X-A", "a" + (char) letter + "b");
      assertThat(isTaken(probe)).as("letter %x", letter).isEqualTo(mayBeSent.test(letter));
    }
  }

  @Test
  void certificates_of_authorities_are_looked_at_when_they_are_given() {
    assertThat(fault("tls", "hello"))
        .isEqualTo(
            "'ca_certificates' must be certificates in PEM, from '-----BEGIN CERTIFICATE-----' to"
                + " '-----END CERTIFICATE-----'");
    assertThat(fault("tls", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"))
        .startsWith("'ca_certificates' holds a private key");
    assertThat(fault("http", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
        .isEqualTo("'ca_certificates' holds a block that is no certificate, number 1");
    assertThat(fault("http", "x".repeat(70_000)))
        .isEqualTo("'ca_certificates' is longer than 65536 characters");
    assertThat(fault("tcp", "hello"))
        .isEqualTo("'ca_certificates' is of use for the kinds http and tls only");
  }

  private static String fault(String kind, String certificates) {
    ObjectNode probe = Json.mapper().createObjectNode();
    probe.put("kind", kind).put("ca_certificates", certificates);
    probe.put("target", kind.equals("http") ? "https://a.example" : "a.example:443");
    Body given = Body.of(probe);
    new CheckForm(new FakeCatalog()).probe(given, null);
    try {
      given.check();
      return "";
    } catch (ApiException refused) {
      return String.join("; ", refused.errors());
    }
  }

  private static boolean isTaken(ObjectNode probe) {
    Body given = Body.of(probe);
    CheckForm.headers(given);
    try {
      given.check();
      return true;
    } catch (ApiException refused) {
      return false;
    }
  }
}
