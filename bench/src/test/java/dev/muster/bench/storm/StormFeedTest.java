package dev.muster.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StormFeedTest {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  @TempDir Path folder;

  private void lines(String file, Stream<String> lines) throws IOException {
    Files.writeString(
        folder.resolve(file),
        lines.map(line -> line.replace('`', '"') + "\n").collect(Collectors.joining()));
  }

  private void events(int... seconds) throws IOException {
    lines(
        "events.jsonl",
        IntStream.of(seconds)
            .mapToObj(after ->
                "{`at`:`%s`,`payload`:{`routing_key`:`r`,`event_action`:`trigger`,`dedup_key`:`e%d`}}"
                    .formatted(START.plusSeconds(after), after)));
  }

  private void changes(int... seconds) throws IOException {
    lines(
        "changes.jsonl",
        IntStream.of(seconds)
            .mapToObj(after ->
                "{`at`:`%s`,`id`:`c%d`,`routing_key`:`r`,`payload`:{}}"
                    .formatted(START.plusSeconds(after), after)));
  }

  @BeforeEach
  void storm() throws IOException {
    events(1, 2, 2, 5);
    changes(0, 2, 9);
  }

  @Test
  void both_files_are_one_stream() throws IOException {
    var keys = new StringBuilder();
    try (StormFeed feed = StormFeed.open(folder)) {
      for (StormFeed.Line line = feed.next(); line != null; line = feed.next()) {
        keys.append(line.key()).append(' ');
      }
    }
    assertThat(keys).hasToString("c0 e1 c2 e2 e2 e5 c9 ");
    StormFeed.Survey survey = StormFeed.survey(folder);
    assertThat(survey.first()).isEqualTo(START);
    assertThat(survey.last()).isEqualTo(START.plusSeconds(9));
  }

  @Test
  void where_no_changes_were_recorded_there_are_events_alone() throws IOException {
    Files.delete(folder.resolve("changes.jsonl"));
    StormFeed.Survey survey = StormFeed.survey(folder);
    assertThat(survey.first()).isEqualTo(START.plusSeconds(1));
    assertThat(survey.last()).isEqualTo(START.plusSeconds(5));
  }

  @Test
  void a_file_that_goes_back_in_time_is_refused() throws IOException {
    events(1, 5, 2);
    assertThatThrownBy(() -> StormFeed.survey(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("events.jsonl, line 3: 2026-01-05T00:00:02Z is earlier than");
    events(1);
    changes(4, 3);
    assertThatThrownBy(() -> StormFeed.survey(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("changes.jsonl, line 2: ");
  }
}
