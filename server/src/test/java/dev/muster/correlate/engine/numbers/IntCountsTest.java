package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntCountsTest {
  @Test
  void counts_as_a_map_would() {
    for (long seed = 1; seed <= 20; seed++) {
      var random = new Random(seed);
      var counts = new IntCounts();
      Map<Integer, Integer> map = new HashMap<>();
      for (int i = 0; i < 400; i++) {
        int key = random.nextInt(90) - 30;
        int by = random.nextInt(5) - 2;
        counts.add(key, by);
        map.merge(key, Math.max(0, by), (before, _) -> Math.max(0, before + by));
      }
      map.values().removeIf(count -> count == 0);
      Map<Integer, Integer> found = new HashMap<>();
      counts.forEach(key -> found.put(key, counts.get(key)));
      assertThat(found).isEqualTo(map);
      assertThat(counts.size()).isEqualTo(map.size());
      assertThat(counts.largest())
          .isEqualTo(map.values().stream().mapToInt(count -> count).max().orElse(0));
      assertThat(counts.get(1_000)).isZero();
    }
  }
}
