package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Numbers of things, against a plain map.
class WeightsTest {
  @Test
  void it_says_what_a_map_would_and_in_its_order() {
    var random = new Random(5);
    var sums = new Weights();
    var most = new Weights();
    var least = new Weights();
    var expected = new TreeMap<Integer, Double>();
    var highest = new TreeMap<Integer, Double>();
    var lowest = new TreeMap<Integer, Double>();
    for (int i = 0; i < 5_000; i++) {
      int thing = random.nextInt(20_000) / 7;
      double weight = random.nextDouble() - 0.3;
      sums.add(thing, weight);
      most.most(thing, weight);
      least.least(thing, weight);
      expected.merge(thing, weight, Double::sum);
      highest.merge(thing, weight, Math::max);
      lowest.merge(thing, weight, Math::min);
    }
    var order = new ArrayList<Integer>();
    sums.inOrder((thing, weight) -> {
      order.add(thing);
      assertThat(weight).isEqualTo(expected.get(thing));
    });
    assertThat(order).isEqualTo(List.copyOf(expected.keySet()));
    var any = new TreeMap<Integer, Double>();
    sums.inAnyOrder(any::put);
    assertThat(any).isEqualTo(expected);
    assertThat(sums.size()).isEqualTo(expected.size());
    expected.forEach((thing, sum) -> {
      assertThat(sums.get(thing, 9)).isEqualTo(sum);
      assertThat(most.get(thing, 9)).isEqualTo(highest.get(thing));
      assertThat(least.get(thing, 9)).isEqualTo(lowest.get(thing));
    });
  }

  @Test
  void what_has_none_gets_what_was_asked_for_instead() {
    var weights = new Weights();
    assertThat(weights.has(0)).isFalse();
    assertThat(weights.get(0, 4)).isEqualTo(4);
    weights.add(3, 1);
    assertThat(weights.has(3)).isTrue();
    assertThat(weights.has(0)).isFalse();
    assertThat(weights.get(0, 4)).isEqualTo(4);
  }
}
