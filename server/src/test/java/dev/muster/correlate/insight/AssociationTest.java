package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AssociationTest {
  private final Association association = new Association();

  private void learn(String mark, String outcome, int times) {
    for (int i = 0; i < times; i++) {
      association.learn(List.of(mark, "everywhere"), outcome, new Trace());
    }
  }

  @Test
  void a_mark_speaks_for_the_outcome_it_came_with_and_against_the_others() {
    learn("red", "fire", 6);
    learn("blue", "flood", 6);
    double red = association.fits(List.of("red"), "fire");
    assertThat(red).isGreaterThan(0.5);
    assertThat(association.fits(List.of("red"), "flood")).isLessThan(-0.5);
    assertThat(association.fits(List.of("everywhere"), "fire")).isBetween(-red / 2, red / 2);
  }

  @Test
  void what_was_never_seen_speaks_for_nothing() {
    learn("red", "fire", 3);
    assertThat(association.fits(List.of("green"), "fire")).isZero();
    assertThat(association.fits(List.of(), "fire")).isZero();
  }

  @Test
  void a_case_that_is_left_out_teaches_nothing() {
    var trace = new Trace();
    association.learn(List.of("red"), "fire", trace);
    trace.leaveOut();
    assertThat(association.fits(List.of("red"), "fire")).isZero();
  }
}
