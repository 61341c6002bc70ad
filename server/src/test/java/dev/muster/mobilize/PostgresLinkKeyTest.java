package dev.muster.mobilize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.secret.SampleSeals;
import dev.muster.platform.secret.Seal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PostgresLinkKeyTest {
  private final Database database = TestDatabase.with("mobilize");

  private byte[] load(Seal seal) {
    return PostgresLinkKey.load(database, new SplittableRandom(5), seal);
  }

  private byte[] raw() {
    return database
        .sql()
        .sql("select key from mobilize.link_key")
        .query((row, _) -> row.getBytes(1))
        .single();
  }

  @Test
  void it_is_made_once_and_sealed() {
    byte[] key = load(SampleSeals.seal(1));
    assertThat(key).hasSize(32);
    assertThat(load(SampleSeals.seal(1))).isEqualTo(key);
    assertThat(Seal.isSealed(new String(raw(), java.nio.charset.StandardCharsets.US_ASCII)))
        .isTrue();
    assertThat(load(SampleSeals.seal(2, 1))).isEqualTo(key);
    assertThat(load(SampleSeals.seal(2))).isEqualTo(key);
    assertThatThrownBy(() -> load(SampleSeals.seal(1))).hasMessageContaining("not in the key file");
  }

  @Test
  void a_key_from_before_stays_the_key_and_is_sealed() {
    byte[] old = new byte[32];
    old[3] = 7;
    database
        .sql()
        .sql("insert into mobilize.link_key (one, key) values (true, ?)")
        .params((Object) old)
        .update();
    assertThat(load(SampleSeals.seal(1))).isEqualTo(old);
    assertThat(raw().length).isGreaterThan(32);
    assertThat(load(SampleSeals.seal(1))).isEqualTo(old);
  }
}
