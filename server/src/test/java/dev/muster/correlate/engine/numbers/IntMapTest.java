package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntMapTest {
  @Test
  void keeps_as_a_map_would() {
    for (long seed = 1; seed <= 50; seed++) {
      var random = new Random(seed);
      var numbers = new IntMap<String>();
      Map<Integer, String> map = new HashMap<>();
      int range = 1 + random.nextInt(80);
      for (int i = 0; i < 600; i++) {
        int key = random.nextInt(range) - 10;
        if (random.nextInt(5) < 2) {
          numbers.remove(key);
          map.remove(key);
        } else {
          String made = "made at " + i;
          assertThat(numbers.computeIfAbsent(key, () -> made))
              .isEqualTo(map.computeIfAbsent(key, _ -> made));
        }
        assertThat(numbers.size()).isEqualTo(map.size());
      }
      for (int key = -12; key < range; key++) {
        assertThat(numbers.get(key)).isEqualTo(map.get(key));
      }
    }
  }
}
