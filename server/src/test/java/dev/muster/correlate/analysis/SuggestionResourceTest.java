package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Trust;
import org.junit.jupiter.api.Test;

class SuggestionResourceTest {
  @Test
  void what_never_counts_alone_does_not_say_that_it_does() {
    var proven = new Trust(40, 0);
    SuggestionResource.ScoreView never =
        SuggestionResource.score(proven, "suspected changes", false, "");
    assertThat(never.mayActAlone()).isFalse();
    assertThat(never.words())
        .contains("they confirmed 40")
        .contains("needs a person's word, whatever the hit rate")
        .doesNotContain("count without");
    SuggestionResource.ScoreView may =
        SuggestionResource.score(proven, "probable causes", true, "");
    assertThat(may.mayActAlone()).isTrue();
    assertThat(may.words()).contains("they count without a person's word");
    assertThat(SuggestionResource.score(new Trust(5, 0), "probable causes", true, "").mayActAlone())
        .isFalse();
  }
}
