package dev.muster.alert.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.platform.db.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresNoiseTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private final PostgresNoise store = new PostgresNoise(TestDatabase.with("signal", "alert"));

  @Test
  void adds_up_and_gives_back() {
    store.addWords(Map.of("disk", 2.0, "", 3.0));
    store.addWords(Map.of("disk", 0.5));
    var life = new PostgresNoise.Life("g", 3, true, 1.5);
    store.addLives(List.of(life, life, new PostgresNoise.Life("g", 0, false, 1)), NOW);
    store.addLives(List.of(life), NOW);
    store.addRegret("g", 4, NOW);
    var experience = new Experience();
    store.load(experience);
    LifeTable lives = experience.lives("g", Experience.LANDMARK);
    assertThat(lives.ended()[3]).isCloseTo(4.5, within(1e-9));
    assertThat(lives.censored()[0]).isCloseTo(1, within(1e-9));
    assertThat(experience.regrets("g", Experience.LANDMARK)).isCloseTo(4, within(1e-9));
    assertThat(store.forget(2.6, NOW.minusSeconds(1))).as("all faded but the count").isEqualTo(1);
  }

  @Test
  void a_regret_is_noted_once() {
    var alert = new PostgresNoise.Seen("QA", "S", "I", "x", NOW, null, null, "noise");
    assertThat(store.regret(alert, "because", NOW)).isTrue();
    assertThat(store.regret(alert, "again", NOW)).isFalse();
    assertThat(store.countRegrets(NOW, NOW.plusSeconds(1))).isEqualTo(1);
  }
}
