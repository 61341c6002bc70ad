package dev.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.app.TestHouse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who asks while the database is away is told to come again, whatever they hold.
class DatabaseAwayTest {
  @Test
  void whoever_asks_is_told_to_come_again() {
    try (var house = TestHouse.start()) {
      house.get("/users/me").ok();
      house.bean(HikariDataSource.class).close();
      for (Map<String, String> proof :
          java.util.List.of(
              Map.of("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN),
              Map.of("Cookie", CallerFilter.SESSION_COOKIE + "=abcdefghijklmnopqrstuvwxyz"))) {
        var answer = house.send("GET", "/users/me", null, proof);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.json().at("/error/errors/0").asString()).contains("database");
      }
    }
  }
}
