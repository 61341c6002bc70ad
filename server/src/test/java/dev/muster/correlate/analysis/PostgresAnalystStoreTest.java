package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import org.junit.jupiter.api.Test;

class PostgresAnalystStoreTest {
  private final Database database = TestDatabase.with("correlate");
  private final AnalystStore store = new PostgresAnalystStore(database);

  @Test
  void where_it_is_and_what_it_would_learn_from_is_told_at_once() {
    assertThat(store.hold()).isEqualTo(new AnalystStore.Position(0, 0, 0));
    store.keep(7);
    database.sql().sql("update correlate.past_edition set edition = 3").update();
    database
        .sql()
        .sql(
            "insert into correlate.model (made_at, learned_from, digest, content) values (now(), 1,"
                + " 2, '')")
        .update();
    AnalystStore.Position position = store.hold();
    assertThat(position.sequence()).isEqualTo(7);
    assertThat(position.model()).isPositive();
    assertThat(position.past()).isEqualTo(3);
  }
}
