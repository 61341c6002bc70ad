package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is suggested.
class DetectorRuleResourceTest {
  @Test
  void neither_kind_of_suggestion_stands_behind_all_of_the_other() {
    assertThat(DetectorRuleResource.mixed(List.of(1, 2, 3, 4), List.of(10, 20)))
        .containsExactly(1, 10, 2, 20, 3, 4);
    assertThat(DetectorRuleResource.mixed(List.of(), List.of(10, 20))).containsExactly(10, 20);
  }
}
