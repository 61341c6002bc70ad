package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.signal.Change;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which changes are listed with an incident.
class AnalysisResourceTest {
  private static final List<Change> NEWEST =
      IntStream.range(0, 60)
          .mapToObj(i ->
              new Change(
                  "C" + i, "PIN", "PSE", "", null, Instant.EPOCH, Instant.EPOCH, null, null, null))
          .toList();

  @Test
  void suspects_that_are_told_already_take_no_place_from_other_changes() {
    Set<String> told = Set.of("C0", "C1", "C2", "CX");
    List<Change> found = AnalysisResource.untold(told, 5, most -> NEWEST.subList(0, most));
    assertThat(found.stream().map(Change::id)).containsExactly("C3", "C4", "C5", "C6", "C7");
    assertThat(AnalysisResource.untold(told, 5, _ -> NEWEST.subList(0, 2))).isEmpty();
    assertThat(AnalysisResource.untold(Set.of(), 5, most -> NEWEST.subList(0, most))).hasSize(5);
  }
}
