package dev.muster.detect.check;

import static org.assertj.core.api.Assertions.assertThat;

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
