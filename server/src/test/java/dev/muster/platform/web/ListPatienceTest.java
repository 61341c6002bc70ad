package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

/// Lists that the database cannot answer in time, over HTTP.
class ListPatienceTest {
  @Test
  void a_list_that_takes_too_long_is_answered_with_what_to_do() {
    try (var house = TestHouse.start("--list-seconds=1")) {
      Database database = house.bean(Database.class);
      database.run(() -> {
        database
            .sql()
            .sql("lock table alert.alert, mobilize.response in access exclusive mode")
            .update();
        for (String path : new String[] {"/alerts", "/alerts?query=disk", "/incidents"}) {
          var answer = house.get(path);
          assertThat(answer.status()).as(path + answer.text()).isEqualTo(503);
          assertThat(answer.json().at("/error/errors/0").asString())
              .contains("took longer than 1.0 s", "Ask for less");
        }
      });
      assertThat(house.get("/alerts").status()).isEqualTo(200);
      assertThat(house.bean(MeterRegistry.class).get("muster.lists.abandoned").counter().count())
          .isEqualTo(3);
    }
  }
}
