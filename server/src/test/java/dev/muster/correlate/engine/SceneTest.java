package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.kernel.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SceneTest {
  private final Scene scene = new Scene(SampleTown.topology());
  private final AlertReader reader = new AlertReader(SampleTown.topology());
  private final List<Seen> alerts = new ArrayList<>();

  private void hear(int second, int line, int storey) {
    var seen =
        new Seen(
            reader.read(
                SampleTown.alert(
                    "A" + alerts.size(),
                    SampleTown.START.plusSeconds(second),
                    SampleTown.name(line, storey),
                    "answers_slow",
                    Severity.ERROR)),
            scene,
            Tallies.ALL,
            0);
    scene.add(seen);
    new Cluster(alerts.size() + 1).add(seen, scene.near(seen.place));
    alerts.add(seen);
  }

  private static List<Seen> others(List<Link> links) {
    return links.stream().map(link -> link.other).toList();
  }

  @Test
  void there_is_news_exactly_when_a_link_to_what_came_since_would_be_made() {
    var random = new Random(7);
    int second = 0;
    for (int i = 0; i < 300; i++) {
      second += random.nextInt(90);
      hear(second, random.nextInt(SampleTown.LINES), random.nextInt(4));
    }
    int stirred = 0;
    for (Seen seen : alerts) {
      for (int minutes : new int[] {0, 3, 9, 40}) {
        long since = seen.arrived + 60_000L * minutes;
        List<Link> anew = List.copyOf(scene.links(seen));
        boolean expected =
            anew.stream().anyMatch(link -> link.other.arrived > since && link.promise > -3);
        assertThat(scene.news(seen, since)).isEqualTo(expected);
        assertThat(others(scene.links(seen))).isEqualTo(others(anew));
        stirred += expected ? 1 : 0;
      }
    }
    assertThat(stirred).isPositive().isLessThan(4 * alerts.size());
  }

  @Test
  void what_comes_between_is_among_the_links() {
    hear(0, 3, 1);
    hear(60, 3, 0);
    Seen first = alerts.getFirst();
    assertThat(scene.news(first, first.arrived)).isTrue();
    hear(90, 3, 2);
    assertThat(others(scene.links(first))).contains(alerts.getLast());
  }

  @Test
  void a_cluster_begins_where_its_alerts_say_whoever_leaves_and_comes_back() {
    var random = new Random(11);
    for (int i = 0; i < 60; i++) {
      hear(20 * i, 3 + random.nextInt(2), random.nextInt(4));
    }
    var cluster = new Cluster(1_000);
    alerts.forEach(seen -> cluster.add(seen, scene.near(seen.place)));
    for (int i = 0; i < 400; i++) {
      Seen seen = cluster.members.get(random.nextInt(cluster.size()));
      boolean asked = random.nextBoolean();
      cluster.remove(seen, scene.near(seen.place));
      if (asked) {
        assertThat(read(cluster.roots(scene))).isEqualTo(read(Roots.of(scene, cluster.members)));
      }
      if (random.nextInt(12) > 0) {
        cluster.add(seen, scene.near(seen.place));
      }
      if (cluster.size() > 2) {
        assertThat(read(cluster.roots(scene))).isEqualTo(read(Roots.of(scene, cluster.members)));
      } else {
        return;
      }
    }
  }

  private static float[] read(Roots roots) {
    float[] row = new float[5];
    roots.read(row, 0);
    return row;
  }
}
