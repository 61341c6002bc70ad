package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.dao.PessimisticLockingFailureException;

/// Lists that the database cannot answer in time, over HTTP.
class ListPatienceTest {
  private static final List<String> LISTS =
      List.of(
          "/alerts",
          "/alerts?query=disk",
          "/incidents",
          "/audit/records",
          "/deliveries",
          "/log_entries?date_range=all",
          "/known_problems?query=disk",
          "/past_incidents?query=disk",
          "/change_events",
          "/anomalies");

  /// Does something while nobody reads the tables behind the lists.
  ///
  /// @return whether it was done
  private static boolean locked(Database database, Runnable work) {
    var locked = new AtomicBoolean();
    try {
      database.run(() -> {
        database
            .sql()
            .sql(
                """
                lock table alert.alert, mobilize.response, access.audit, platform.parcel, respond.log_entry,
                  learn.problem, correlate.past_incident, signal.change, detect.anomaly in access exclusive mode
                """)
            .update();
        locked.set(true);
        work.run();
      });
    } catch (PessimisticLockingFailureException givesWay) {
      if (locked.get()) {
        throw givesWay;
      }
    }
    return locked.get();
  }

  @Test
  void a_list_that_takes_too_long_is_answered_with_what_to_do() {
    try (var house = TestHouse.start("--list-seconds=1")) {
      Database database = house.bean(Database.class);
      while (!locked(
          database,
          () -> {
            for (String path : LISTS) {
              var answer = house.get(path);
              assertThat(answer.status()).as(path + answer.text()).isEqualTo(503);
              assertThat(answer.json().at("/error/errors/0").asString())
                  .contains("took longer than 1.0 s", "Ask for less");
            }
            assertThat(
                    house.bean(MeterRegistry.class).get("muster.lists.abandoned").counter().count())
                .isEqualTo(LISTS.size());
          })) {
        // the house was in the midst of something that wants the same tables in another order
      }
      for (String path : LISTS) {
        // a busy machine may take longer than a second for a list that is free
        house.until(() -> house.get(path).status() == 200, () -> path + " is not answered");
      }
    }
  }
}
