package dev.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstSignInTest {
  private static final Instant START = Instant.parse("2030-03-01T08:00:00Z");

  private static TestHouse.Answer use(TestHouse house, String link, String email) {
    return house.send(
        "POST",
        "/first_sign_in",
        "{'code': '%s', 'name': 'Ana', 'email': '%s', 'password': 'a long enough password'}"
            .formatted(link.substring(link.indexOf('=') + 1), email),
        Map.of());
  }

  private static boolean needed(TestHouse house) {
    return house.send("GET", "/about", null, Map.of()).ok().get("needs_first_sign_in").asBoolean();
  }

  @Test
  void the_link_makes_one_owner_within_the_hour() {
    try (var house =
        TestHouse.startAt(START, "--admin.email=", "--admin.password=", "--admin.token=")) {
      assertThat(needed(house)).isTrue();
      String old = house.bean(FirstSignIn.class).link().orElseThrow();
      String late = house.bean(FirstSignIn.class).link().orElseThrow();
      assertThat(use(house, old, "ana@example.com").status()).isEqualTo(403);
      house.clock().forward(Duration.ofMinutes(61));
      assertThat(use(house, late, "ana@example.com").status()).isEqualTo(403);
      String link = house.bean(FirstSignIn.class).link().orElseThrow();
      assertThat(use(house, link, "ana at example").status()).isEqualTo(400);
      assertThat(use(house, link, "ana@example.com").ok().get("user").get("role").asString())
          .isEqualTo("owner");
      assertThat(needed(house)).isFalse();
      assertThat(use(house, link, "eve@example.com").status()).isEqualTo(403);
      assertThat(house.bean(FirstSignIn.class).link()).isEmpty();
    }
  }
}
