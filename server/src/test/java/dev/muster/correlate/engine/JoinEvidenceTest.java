package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.numbers.Vicinity;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.kernel.Severity;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// In each line of the town a shop rests on a till, the till on a book, the book on a box.
class JoinEvidenceTest {
  private static final int STEPS = Evidence.PARENTS;
  private static final int MINUTES = Evidence.PARENTS + 1;
  private static final int DIRECT = Evidence.PARENTS + 2;
  private static final int RESTING = Evidence.PARENTS + 3;

  private final Topology topology = SampleTown.topology();
  private final Scene scene = new Scene(topology);
  private final AlertReader reader = new AlertReader(topology);
  private final Experience experience = new Experience();
  private final Cluster cluster = new Cluster(1);

  private Seen alert(int line, int storey, int minute) {
    var sighting =
        SampleTown.alert(
            "A%d-%d-%d".formatted(line, storey, minute),
            SampleTown.START.plusSeconds(60L * minute),
            SampleTown.name(line, storey),
            "answers_slow",
            Severity.ERROR);
    var seen = new Seen(reader.read(sighting), scene, Tallies.ALL, 0);
    seen.shows(
        new NoiseSigns(experience, new Recurrences())
            .read(seen, scene.digest(seen.place), 0, false, 600));
    scene.add(seen);
    return seen;
  }

  private void held(Seen seen) {
    cluster.add(seen, scene.near(seen.place));
  }

  private float[] row(Seen seen) {
    List<Link> links = scene.links(seen);
    float[] row = new float[Evidence.JOIN];
    var evidence = new Evidence(scene, experience);
    evidence.look(seen);
    evidence.join(
        seen, new Finder.Home(cluster, links, links.size(), 0, 0), -9, 1, false, seen.arrived, row);
    return row;
  }

  @Test
  void what_an_alert_rests_on_explains_it() {
    held(alert(3, 0, 0));
    held(alert(3, 1, 4));
    float[] row = row(alert(3, 2, 6));
    assertThat(row[STEPS]).isEqualTo(1);
    assertThat(row[MINUTES]).isEqualTo(2);
    assertThat(row[DIRECT]).isEqualTo(1);
    assertThat(row[RESTING]).isZero();
  }

  @Test
  void what_rests_on_it_does_not_explain_it() {
    held(alert(3, 2, 0));
    held(alert(3, 1, 1));
    float[] row = row(alert(3, 0, 2));
    assertThat(row[STEPS]).isEqualTo(9);
    assertThat(row[DIRECT]).isZero();
    assertThat(row[RESTING]).isEqualTo(1);
  }

  @Test
  void what_came_much_later_explains_nothing() {
    held(alert(3, 1, 20));
    assertThat(row(alert(3, 2, 6))[STEPS]).isEqualTo(9);
  }

  @Test
  void company_is_counted_by_how_many_places_are_at_least_as_near() {
    Vicinity.Near near = Objects.requireNonNull(scene.near(alert(3, 1, 0).place));
    assertThat(near.within(0)).isEqualTo(1);
    assertThat(near.within(near.size() - 1)).isEqualTo(near.size());
    for (int i = 1; i < near.size(); i++) {
      boolean asNear = near.cost(i) == near.cost(i - 1);
      assertThat(near.within(i) == near.within(i - 1)).isEqualTo(asNear);
      assertThat(near.within(i)).isGreaterThan(i);
    }
  }

  @Test
  void what_is_too_far_in_time_to_be_looked_at_would_promise_too_little() {
    int minutes = (int) (Scene.TOO_FAR / 60_000);
    Seen old = alert(0, 0, 0);
    Seen fresh = alert(0, 0, minutes + 1);
    assertThat(Evidence.innate(fresh, old, 0)).isLessThan(Scene.LEAST_PROMISE - 0.8f); // names too
    held(old);
    assertThat(scene.links(fresh)).isEmpty();
    assertThat(scene.links(alert(0, 0, minutes - 40))).extracting(link -> link.other).contains(old);
  }

  private Seen recalled(Seen seen) {
    seen.recall(experience);
    return seen;
  }

  private void tookPart(Seen like, int incident) {
    experience.precedents.add(like.pattern, incident, 0);
    experience.precedents.add(Seen.placeCase(scene.digest(like.place)), incident, 0);
  }

  @Test
  void a_past_incident_in_which_both_took_part_is_counted() {
    tookPart(alert(3, 0, 0), 1);
    tookPart(alert(3, 1, 0), 1);
    tookPart(alert(3, 2, 0), 1);
    tookPart(alert(3, 2, 0), 2);
    held(recalled(alert(3, 0, 0)));
    held(recalled(alert(3, 1, 4)));
    float[] row = row(recalled(alert(3, 2, 6)));
    assertThat(row[Evidence.CASES]).isEqualTo(2);
    assertThat(row[Evidence.CASES + 1]).isEqualTo(1);
    assertThat(row[Evidence.CASES + 2]).isEqualTo(2);
    assertThat(row[Evidence.CASES + 4]).as("incidents of its kind at its service").isEqualTo(2);
    assertThat(row(recalled(alert(3, 3, 6)))[Evidence.CASES]).isZero();
  }

  @Test
  void a_past_that_many_have_in_common_is_said() {
    tookPart(alert(3, 0, 0), 1);
    tookPart(alert(3, 1, 0), 1);
    held(recalled(alert(3, 0, 0)));
    held(recalled(alert(3, 0, 1)));
    Seen comes = recalled(alert(3, 1, 6));
    assertThat(Words.precedent(comes, cluster)).as("two are too few").isEmpty();
    held(recalled(alert(3, 0, 2)));
    assertThat(Words.precedent(comes, cluster))
        .isEqualTo(
            " 3 of its alerts are of kinds and services that were in one past incident together"
                + " with this one's.");
    held(comes);
    assertThat(Words.precedent(comes, cluster)).as("not counting itself").contains(" 3 of ");
  }

  @Test
  void what_leaves_a_group_takes_its_past_along() {
    tookPart(alert(3, 0, 0), 1);
    Seen seen = recalled(alert(3, 0, 1));
    held(seen);
    assertThat(cluster.casesOfPattern.get(1)).isEqualTo(1);
    cluster.remove(seen, scene.near(seen.place));
    assertThat(cluster.casesOfPattern.get(1)).isZero();
    assertThat(cluster.casesOfPlace.get(1)).isZero();
  }

  @Test
  void each_candidate_is_held_against_the_best_of_the_others() {
    float[][] rows = new float[3][Evidence.JOIN];
    rows[0][0] = 2;
    rows[1][0] = 5;
    rows[2][0] = -1;
    rows[0][Evidence.PARENTS] = 1;
    rows[1][Evidence.PARENTS] = 3;
    rows[2][Evidence.PARENTS] = 9;
    Evidence.margins(rows, 3);
    int first = Evidence.MARGINS;
    assertThat(rows[0][first]).isEqualTo(-3);
    assertThat(rows[1][first]).isEqualTo(3);
    assertThat(rows[2][first]).isEqualTo(-6);
    int steps = Evidence.JOIN - 1;
    assertThat(rows[0][steps]).as("fewer steps are better").isEqualTo(2);
    assertThat(rows[1][steps]).isEqualTo(-2);
    assertThat(rows[2][steps]).isEqualTo(-8);
    Evidence.margins(rows, 1);
    assertThat(rows[0][first]).as("the only one").isZero();
  }
}
