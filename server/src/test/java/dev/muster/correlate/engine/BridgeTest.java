package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.kernel.Severity;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class BridgeTest {
  private final Topology topology = SampleTown.topology();
  private final Scene scene = new Scene(topology);
  private final AlertReader reader = new AlertReader(topology);

  Seen alert(int number) {
    return new Seen(
        reader.read(
            SampleTown.alert(
                "A" + number,
                SampleTown.START.plusSeconds(number),
                SampleTown.name(number % 4, 1),
                "answers_slow",
                Severity.ERROR)),
        scene,
        Tallies.ALL,
        0);
  }

  @Test
  void two_halves_of_a_storm_are_looked_at_again_however_many_alerts_have_said_so() {
    var bridge = new Bridge();
    var looks = new ArrayList<Integer>();
    for (int i = 1; i <= 2_000; i++) {
      bridge.add(alert(i), 1, 1, 0, 0);
      if (bridge.isDue()) {
        looks.add(i);
      }
    }
    assertThat(looks).startsWith(1, 2, 3, 4, 5, 6, 7);
    for (int i = 1; i < looks.size(); i++) {
      assertThat(looks.get(i)).isLessThanOrEqualTo(looks.get(i - 1) * 6 / 5 + 1);
    }
    assertThat(looks.getLast()).as("a fifth more at most").isGreaterThan(2_000 * 5 / 6 - 1);
    assertThat(looks.size()).as("looks cost").isLessThan(50);
  }

  @Test
  void the_same_alert_counts_once_as_long_as_alerts_are_kept() {
    var bridge = new Bridge();
    int looks = 0;
    for (int i = 0; i < 100; i++) {
      bridge.add(alert(i % 10), 1, 1, 0, 0);
      looks += bridge.isDue() ? 1 : 0;
    }
    var again = new Bridge();
    int first = 0;
    for (int i = 0; i < 10; i++) {
      again.add(alert(i), 1, 1, 0, 0);
      first += again.isDue() ? 1 : 0;
    }
    assertThat(looks).isEqualTo(first);
  }
}
