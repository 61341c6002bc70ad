package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

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
