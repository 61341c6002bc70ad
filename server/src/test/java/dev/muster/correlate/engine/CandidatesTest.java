package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.kernel.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final float LEAST = -3;

  private final Scene scene = new Scene(SampleTown.topology());
  private final AlertReader reader = new AlertReader(SampleTown.topology());

  private Seen alert(int minute, String at, String says) {
    return new Seen(
        reader.read(
            new AlertSighting(
                "A" + minute,
                SampleTown.START.plusSeconds(60L * minute),
                SampleTown.START.plusSeconds(60L * minute),
                "watch",
                says,
                at,
                null,
                null,
                "answers_slow",
                Severity.ERROR,
                Map.of())),
        scene,
        Tallies.ALL,
        0);
  }

  private record Offer(int number, float promise) {}

  @Test
  void the_most_plausible_become_links_and_of_equals_the_first() {
    Seen other = alert(0, SampleTown.name(1, 1), "slow");
    for (long seed = 1; seed <= 200; seed++) {
      var random = new Random(seed);
      int most = 1 + random.nextInt(40);
      var candidates = new Candidates(most, LEAST);
      candidates.clear();
      var offers = new ArrayList<Offer>();
      for (int i = random.nextInt(120); i > 0; i--) {
        float promise = random.nextInt(20) / 2f - 5; // many are equal
        offers.add(new Offer(offers.size(), promise));
        if (candidates.takes(promise)) {
          candidates.offer(other, promise, promise, 1, -1, offers.size() - 1);
        }
      }
      var links = new ArrayList<Link>();
      candidates.link(null, links);
      List<Integer> expected =
          offers.stream()
              .filter(offer -> offer.promise >= LEAST)
              .sorted(Comparator.<Offer>comparingDouble(offer -> -offer.promise))
              .limit(most)
              .map(Offer::number)
              .sorted()
              .toList();
      assertThat(links).extracting(link -> link.within).isEqualTo(expected);
    }
  }

  @Test
  void what_a_place_keeps_of_its_alerts_says_the_same_of_them_as_they_do() {
    var random = new Random(3);
    var said = new ArrayList<Float>();
    var buckets = new ArrayList<Bucket>();
    var alerts = new ArrayList<Seen>();
    for (int i = 0; i < 60; i++) {
      String names =
          random.nextBoolean() ? "slow" : "slow, see " + SampleTown.name(2, random.nextInt(4));
      Seen seen = alert(i, SampleTown.name(1 + random.nextInt(2), random.nextInt(4)), names);
      var bucket = new Bucket();
      bucket.add(alert(0, SampleTown.name(4, 0), "gone"));
      bucket.add(seen);
      bucket.remove(bucket.get(0));
      alerts.add(seen);
      buckets.add(bucket);
    }
    for (Seen seen : alerts) {
      for (int i = 0; i < alerts.size(); i++) {
        Seen other = alerts.get(i);
        float cost = random.nextInt(4) == 0 ? Link.NO_WAY : random.nextInt(40) / 10f;
        float innate = buckets.get(i).innate(seen, 0, other.place, cost);
        assertThat(innate).isEqualTo(Evidence.innate(seen, other, cost));
        said.add(innate);
      }
    }
    assertThat(alerts).anyMatch(seen -> seen.mentions.length > 0);
    assertThat(said.stream().distinct().count()).isGreaterThan(100);
  }

  @Test
  void no_alert_of_a_place_promises_more_than_what_is_newest_there_lets_expect() {
    var random = new Random(9);
    int bounded = 0;
    for (int round = 0; round < 200; round++) {
      var newest = new Newest(scene.topology.size() + 1);
      var bucket = new Bucket();
      int line = random.nextInt(3);
      int storey = random.nextInt(4);
      long latest = Long.MIN_VALUE;
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        String names =
            random.nextInt(8) > 0 ? "slow" : "slow, see " + SampleTown.name(2, random.nextInt(4));
        Seen there = alert(random.nextInt(200), SampleTown.name(line, storey), names);
        newest.add(there, bucket.size() == 0);
        bucket.add(there);
        if (bucket.size() > 1 && random.nextInt(3) == 0) {
          bucket.remove(bucket.get(random.nextInt(bucket.size())));
          newest.left(there.place, bucket);
        }
      }
      int place = bucket.get(0).place;
      Seen seen = alert(random.nextInt(200), SampleTown.name(1, random.nextInt(4)), "slow");
      float cost = random.nextInt(40) / 10f;
      float most = newest.most(seen, place, cost);
      bounded += most < Float.POSITIVE_INFINITY ? 1 : 0;
      for (int i = 0; i < bucket.size(); i++) {
        assertThat(Evidence.innate(seen, bucket.get(i), cost)).isLessThanOrEqualTo(most);
        latest = Math.max(latest, bucket.get(i).arrived);
      }
      assertThat(newest.arrival(place)).isEqualTo(latest);
    }
    assertThat(bounded).isBetween(50, 199);
  }
}
