package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.kernel.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// In each line of the town a shop rests on a till, the till on a book, the book on a box.
class RootsTest {
  private static final int ROOTS = 0;
  private static final int UNEXPLAINED = 1;
  private static final int CROSSING = 2;
  private static final int SHARED = 4;
  private static final int OF_LARGE = 5;
  private static final int STEPS = 10;

  private final Topology topology = SampleTown.topology();
  private final Scene scene = new Scene(topology);
  private final AlertReader reader = new AlertReader(topology);

  /// Alerts of those storeys of a line, half a minute apart.
  private List<Seen> alerts(int line, int minute, int... storeys) {
    var alerts = new ArrayList<Seen>();
    for (int storey : storeys) {
      var sighting =
          SampleTown.alert(
              "A%d-%d-%d".formatted(line, storey, minute),
              SampleTown.START.plusSeconds(60L * minute + 30L * alerts.size()),
              SampleTown.name(line, storey),
              "answers_slow",
              Severity.ERROR);
      alerts.add(new Seen(reader.read(sighting), scene, Tallies.ALL, 0));
    }
    return alerts;
  }

  private float[] read(List<Seen> small, List<Seen> large) {
    float[] row = new float[Roots.FEATURES];
    Roots.read(Roots.of(scene, small), Roots.of(scene, large), row, 0);
    return row;
  }

  @Test
  void a_part_of_a_trouble_has_no_root_of_its_own() {
    float[] row = read(alerts(3, 2, 2, 3), alerts(3, 0, 0, 1));
    assertThat(row[ROOTS]).isEqualTo(1);
    assertThat(row[UNEXPLAINED]).isZero();
    assertThat(row[CROSSING]).isEqualTo(1);
    assertThat(row[STEPS]).isEqualTo(1);
    assertThat(row[OF_LARGE + UNEXPLAINED]).isEqualTo(1);
  }

  @Test
  void a_trouble_of_another_line_has_one() {
    float[] row = read(alerts(9, 2, 2, 3), alerts(3, 0, 0, 1));
    assertThat(row[ROOTS]).isEqualTo(1);
    assertThat(row[UNEXPLAINED]).isEqualTo(1);
    assertThat(row[CROSSING]).isZero();
    assertThat(row[STEPS]).isEqualTo(9);
  }

  @Test
  void what_came_much_later_explains_nothing() {
    float[] row = read(alerts(3, 0, 2, 3), alerts(3, 30, 0, 1));
    assertThat(row[UNEXPLAINED]).isEqualTo(1);
    assertThat(row[CROSSING]).isZero();
  }

  @Test
  void places_in_both_are_counted() {
    float[] row = read(alerts(3, 0, 0, 1), alerts(3, 2, 1, 2, 3));
    assertThat(row[SHARED]).isEqualTo(0.5f);
    assertThat(row[OF_LARGE + SHARED]).isEqualTo(1f / 3);
  }
}
