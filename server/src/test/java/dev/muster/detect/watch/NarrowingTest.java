package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.detect.metric.SeriesName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NarrowingTest {
  private static PostgresSeriesReader.Row row(
      String source, String metric, Map<String, String> labels) {
    return new PostgresSeriesReader.Row(
        "S", source, SeriesName.of(metric, labels), "value", null, Instant.EPOCH, Instant.EPOCH);
  }

  @Test
  void labels_that_tell_some_from_others_are_offered_with_their_most_frequent_values() {
    Narrowing all =
        Narrowing.of(
            List.of(
                row("I1", "up", Map.of("house", "one", "job", "a", "host", "x")),
                row("I1", "up", Map.of("house", "one", "job", "a", "host", "y")),
                row("I2", "load", Map.of("house", "one", "job", "b", "disk", "c"))),
            true);
    assertThat(all.metrics())
        .containsExactly(new Narrowing.Share("up", 2), new Narrowing.Share("load", 1));
    assertThat(all.sources())
        .containsExactly(new Narrowing.Share("I1", 2), new Narrowing.Share("I2", 1));
    // all are of one house, which tells nothing; a disk that only some have does
    assertThat(all.labels())
        .extracting(Narrowing.Label::name)
        .containsExactly("job", "host", "disk");
    assertThat(all.labels().getFirst().values())
        .containsExactly(new Narrowing.Share("a", 2), new Narrowing.Share("b", 1));
  }
}
