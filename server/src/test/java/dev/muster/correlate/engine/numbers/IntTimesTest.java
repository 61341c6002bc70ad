package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntTimesTest {
  @Test
  void keeps_the_earliest_time_of_each_number_as_a_map_would() {
    for (long seed = 1; seed <= 20; seed++) {
      var random = new Random(seed);
      var times = new IntTimes(random.nextInt(4));
      Map<Integer, Long> map = new HashMap<>();
      for (int i = random.nextInt(200); i > 0; i--) {
        int key = random.nextInt(60) - 5;
        long time = random.nextInt(1_000);
        times.add(key, time);
        map.merge(key, time, Math::min);
      }
      for (int key = -10; key < 70; key++) {
        assertThat(times.has(key)).isEqualTo(map.containsKey(key));
        assertThat(times.get(key)).isEqualTo(map.getOrDefault(key, IntTimes.NEVER));
      }
      int[] order = times.earliest(1_000);
      assertThat(order).hasSize(map.size());
      for (int i = 1; i < order.length; i++) {
        long before = times.get(order[i - 1]);
        long after = times.get(order[i]);
        assertThat(before < after || (before == after && order[i - 1] < order[i])).isTrue();
      }
      for (int most : new int[] {0, 1, 7}) {
        assertThat(times.earliest(most))
            .isEqualTo(Arrays.copyOf(order, Math.min(most, order.length)));
      }
    }
  }
}
