package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.ledger.Analysis;
import dev.muster.signal.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which changes and which incidents of the past are listed with an incident.
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
    List<Change> found = RelatedChanges.untold(told, 5, most -> NEWEST.subList(0, most));
    assertThat(found.stream().map(Change::id)).containsExactly("C3", "C4", "C5", "C6", "C7");
    assertThat(RelatedChanges.untold(told, 5, _ -> NEWEST.subList(0, 2))).isEmpty();
    assertThat(RelatedChanges.untold(Set.of(), 5, most -> NEWEST.subList(0, most))).hasSize(5);
  }

  private static Analysis.Alike alike(String past) {
    return new Analysis.Alike(past, null, 0.5, 0.9, null, List.of());
  }

  private static Map.Entry<String, PostgresWords.Word> said(String past, String verdict) {
    return Map.entry(
        past,
        new PostgresWords.Word(
            "Q1", past, "Full disk", verdict, null, null, true, "U1", Instant.EPOCH));
  }

  @Test
  void what_was_the_same_trouble_comes_first_and_what_was_another_stays() {
    List<Analysis.Alike> similar =
        Stream.of("P1", "P2", "P3", "P4").map(AnalysisResourceTest::alike).toList();
    var words = Map.ofEntries(said("P1", "wrong"), said("P3", "right"), said("P9", "right"));
    assertThat(AnalysisResource.ranked(similar, words, AnalysisResourceTest::alike))
        .extracting(Analysis.Alike::incidentId)
        .containsExactly("P3", "P9", "P1", "P2", "P4");
    assertThat(
            AnalysisResource.ranked(
                List.of(), Map.ofEntries(said("P9", "right")), AnalysisResourceTest::alike))
        .as("nothing was found alike")
        .extracting(Analysis.Alike::incidentId)
        .containsExactly("P9");
  }
}
