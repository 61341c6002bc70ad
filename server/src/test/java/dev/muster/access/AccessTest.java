package dev.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessTest {
  static TestHouse house;

  @BeforeAll
  static void start() {
    house = TestHouse.start();
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @Test
  void about_is_open_and_everything_else_is_not() {
    assertThat(
            house.send("GET", "/about", null, Map.of()).ok().get("needs_first_sign_in").asBoolean())
        .isFalse();
    var refused = house.send("GET", "/users", null, Map.of());
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.json().get("error").get("code").asInt()).isEqualTo(2006);
    assertThat(house.get("/users/me").ok().get("user").get("email").asString())
        .isEqualTo(TestHouse.ADMIN_EMAIL);
  }
}
