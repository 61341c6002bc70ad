package dev.muster.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Whoever waits for a list waits for all of its statements, not for each.
class DatabaseListTest {
  private final Database database =
      new Database(TestDatabase.with("platform").source(), new Patience(Duration.ofSeconds(2)));

  /// On a slow machine a question that is short may take seconds.
  private final Database patient =
      new Database(database.source(), new Patience(Duration.ofSeconds(6)));

  private int sleep(double seconds) {
    return sleep(database, seconds);
  }

  private static int sleep(Database database, double seconds) {
    return database
        .sql()
        .sql("select 1 from pg_sleep(?)")
        .param(seconds)
        .query(Integer.class)
        .single();
  }

  @Test
  void several_statements_share_the_time_of_one_question() {
    assertThatThrownBy(() -> database.list(() -> sleep(0.7) + sleep(0.7) + sleep(0.7) + sleep(0.7)))
        .isInstanceOf(QuestionTooLong.class)
        .hasMessageContaining("longer than 2.0 s");
    assertThatThrownBy(() -> database.list(() -> sleep(30))).isInstanceOf(QuestionTooLong.class);
  }

  /// As the page and the total of one request are.
  @Test
  void several_questions_share_the_time_of_one_request() {
    ListTime.begin();
    try {
      assertThat(patient.<Integer>list(() -> sleep(patient, 3.1))).isEqualTo(1);
      assertThatThrownBy(() -> patient.list(() -> sleep(patient, 3.1)))
          .isInstanceOf(QuestionTooLong.class);
      assertThatThrownBy(() -> patient.list(() -> sleep(patient, 300)))
          .as("nothing is left, so nothing is asked")
          .isInstanceOf(QuestionTooLong.class)
          .cause()
          .hasMessageContaining("nothing is left");
    } finally {
      ListTime.end();
    }
    assertThat(patient.<Integer>list(() -> sleep(patient, 0.1))).as("of its own").isEqualTo(1);
  }

  @Test
  void what_no_list_asks_takes_its_time() {
    assertThat(database.<Integer>inTransaction(() -> sleep(0.7) + sleep(0.7) + sleep(0.7)))
        .isEqualTo(3);
  }
}
