package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class BridgesTest {
  private final Bridges bridges = new Bridges();
  private final Seen seen = new BridgeTest().alert(1);

  private Cluster cluster(int number) {
    var cluster = new Cluster(number);
    cluster.members.add(seen);
    return cluster;
  }

  @Test
  void two_clusters_have_one_bridge_whichever_is_named_first() {
    Cluster one = cluster(1);
    Cluster two = cluster(2);
    assertThat(bridges.between(one, two)).isSameAs(bridges.between(two, one));
    assertThat(bridges.between(one, cluster(3))).isNotSameAs(bridges.between(one, two));
  }

  @Test
  void what_is_no_more_is_let_go_of() {
    Cluster lasting = cluster(0);
    Cluster other = cluster(1);
    Bridge kept = bridges.between(lasting, other);
    for (int i = 2; i < 5_000; i++) {
      Cluster passing = cluster(i);
      bridges.between(lasting, passing);
      passing.members.clear();
    }
    assertThat(bridges.size()).isLessThan(600);
    assertThat(bridges.between(lasting, other)).isSameAs(kept);
  }

  @Test
  void of_too_many_the_one_that_was_not_touched_for_the_longest_time_goes() {
    Cluster hub = cluster(0);
    Cluster near = cluster(1);
    Bridge kept = bridges.between(hub, near);
    var others = new ArrayList<Cluster>();
    for (int i = 2; i < 20_000; i++) {
      others.add(cluster(i));
      bridges.between(hub, others.getLast());
      if (i % 1_000 == 0) {
        assertThat(bridges.between(near, hub)).isSameAs(kept);
      }
    }
    assertThat(bridges.size()).isLessThanOrEqualTo(16_384);
  }
}
