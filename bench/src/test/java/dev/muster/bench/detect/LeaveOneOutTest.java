package dev.muster.bench.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.detect.series.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaveOneOutTest {
  @TempDir private Path folder;

  private void file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        timestamp,value
        2026-01-05 00:00:00,1
        2026-01-05 00:05:00,2
        no time,3
        2026-01-05 00:10:00,4
        """);
  }

  private Path labels(String text) throws IOException {
    return Files.writeString(folder.resolve("windows.json"), text);
  }

  @Test
  void files_are_told_apart_by_folders_and_have_their_windows() throws IOException {
    file("madeNoAnomaly/a.csv");
    file("madeWithAnomaly/b.csv");
    file("real/c.csv");
    Map<String, List<LabelledSeries>> kinds =
        LeaveOneOut.read(
            folder,
            labels(
                """
                {"madeNoAnomaly/a.csv": [], "real/c.csv": [], "elsewhere/d.csv": [],
                 "madeWithAnomaly/b.csv": [["2026-01-05 00:05:00.000000", "2026-01-05 00:10:00.000000"]]}
                """));
    assertThat(kinds.keySet()).containsExactly("made", "real");
    LabelledSeries labelled = kinds.getOrDefault("made", List.of()).get(1);
    assertThat(labelled.values()).containsExactly(1, 2, 4);
    assertThat(labelled.events())
        .containsExactly(new LabelledSeries.Span(labelled.times()[1], labelled.times()[2]));
  }

  @Test
  void what_is_missing_is_named() throws IOException {
    file("real/c.csv");
    assertThatThrownBy(() -> LeaveOneOut.read(folder, labels("{}")))
        .hasMessageContaining("holds no windows of real/c.csv");
    assertThatThrownBy(() -> LeaveOneOut.read(folder, labels("{\"real/c.csv\": []}")))
        .hasMessageContaining("two kinds of files at least");
    assertThatThrownBy(() -> LeaveOneOut.read(folder, labels("{")))
        .hasMessageContaining("is not valid JSON");
  }

  @Test
  void the_choice_climbs_to_what_the_goal_prefers_and_looks_from_no_other_view() {
    double[] product = Weights.BUILT_IN.coarse();
    int liked = 0;
    while (product[liked] == 0) {
      liked++;
    }
    int view = liked;
    Weights chosen =
        LeaveOneOut.climb(weights -> {
          double[] coarse = weights.coarse();
          double others = 0;
          for (double each : coarse) {
            others += each;
          }
          return coarse[view] / others;
        });
    double[] coarse = chosen.coarse();
    for (int i = 0; i < coarse.length; i++) {
      if (product[i] == 0) {
        assertThat(coarse[i]).isZero();
      } else if (i != view) {
        assertThat(coarse[i]).isLessThan(coarse[view] / 3);
      }
    }
    assertThat(chosen.fine()).isEqualTo(Weights.BUILT_IN.fine());
  }
}
