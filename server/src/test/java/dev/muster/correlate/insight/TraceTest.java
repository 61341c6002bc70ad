package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceTest {
  @Test
  void what_an_incident_taught_can_be_left_out_and_put_back() {
    var tally = new Tally(0.2, 4);
    tally.add("cries", true);
    var trace = new Trace();
    tally.add("cries", true, trace);
    tally.add("names others", false, trace);
    double known = tally.share("cries");
    double other = tally.share("names others");
    trace.leaveOut();
    assertThat(tally.share("cries")).isEqualTo((1 + 0.2 * 4) / (1 + 4));
    assertThat(tally.share("names others")).isEqualTo(0.2);
    trace.putBack();
    assertThat(tally.share("cries")).isEqualTo(known);
    assertThat(tally.share("names others")).isEqualTo(other);
  }

  @Test
  void how_late_monitors_are_can_be_left_out() {
    var world = new SmallWorld();
    List<Symptom> seen =
        List.of(
            world.symptom(SmallWorld.START, "errors", "store-1"),
            world.symptom(SmallWorld.START.plusSeconds(60), "slow", "store-1"));
    var lags = new Lags();
    var trace = new Trace();
    lags.learn(seen, trace);
    double late = lags.of(seen.getLast());
    assertThat(late).isPositive();
    trace.leaveOut();
    assertThat(lags.of(seen.getLast())).isZero();
    trace.putBack();
    assertThat(lags.of(seen.getLast())).isEqualTo(late);
  }

  @Test
  void how_failures_travel_can_be_left_out() {
    var world = new SmallWorld();
    var reach = new Reach(world.topology);
    int store = world.topology.indexOf("store-1");
    int kind = world.topology.dependantKindsOf(store)[0];
    double believed = reach.passing(kind, store);
    var trace = new Trace();
    reach.learn(store, Set.of(world.topology.dependants(store)[0]), trace);
    assertThat(reach.passing(kind, store)).isGreaterThan(believed);
    trace.leaveOut();
    assertThat(reach.passing(kind, store)).isEqualTo(believed);
  }

  @Test
  void a_lag_can_be_left_out() {
    var lags = new LagShape();
    double nothing = lags.density(7);
    var trace = new Trace();
    trace.count(times -> lags.add(7, times));
    assertThat(lags.density(7)).isGreaterThan(nothing);
    trace.leaveOut();
    assertThat(lags.density(7)).isEqualTo(nothing);
  }
}
