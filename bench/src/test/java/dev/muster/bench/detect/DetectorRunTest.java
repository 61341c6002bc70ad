package dev.muster.bench.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorRunTest {
  private static final int ROWS = 300;
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  @TempDir Path folder;

  private interface Line {
    String at(Instant time, double value, int row);
  }

  private void file(String name, String head, String ending, Line line) throws IOException {
    var text = new StringBuilder(head).append(ending);
    for (int i = 0; i < ROWS; i++) {
      double value = i == 250 ? 900 : 50 + i * 7 % 5;
      text.append(line.at(START.plusSeconds(300L * i), value, i)).append(ending);
    }
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private String run(boolean well) throws IOException {
    var told = new ByteArrayOutputStream();
    boolean done =
        DetectorRun.over(
            folder.resolve("in"),
            folder.resolve("out"),
            new PrintStream(told, true, StandardCharsets.UTF_8));
    assertThat(done).isEqualTo(well);
    return told.toString(StandardCharsets.UTF_8);
  }

  private List<String> out(String name) throws IOException {
    List<String> lines =
        Files.readAllLines(folder.resolve("out").resolve(name), StandardCharsets.ISO_8859_1);
    assertThat(lines.getFirst()).isEqualTo("timestamp,value,anomaly_score");
    return lines.subList(1, lines.size());
  }

  private static double score(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
  }

  private static List<Double> scores(List<String> lines) {
    return lines.stream().map(DetectorRunTest::score).toList();
  }

  @Test
  void however_a_file_is_written_its_scores_are_the_same() throws IOException {
    file("plain.csv", "timestamp,value", "\n", (time, value, _) -> time + "," + value);
    file("a/b/crlf.csv", "timestamp,value", "\r\n", (time, value, _) -> time + "," + value);
    file(
        "a/quoted.csv",
        "\"timestamp\",\"value\"",
        "\n",
        (time, value, _) -> "\"" + time + "\",\"" + value + "\"");
    file("mark.csv", "\uFEFFtimestamp,value", "\n", (time, value, _) -> time + "," + value);
    file("caps.CSV", "Timestamp, Value", "\n", (time, value, _) -> time + "," + value);
    file(
        "more.csv",
        "id,value,note,timestamp",
        "\n",
        (time, value, row) -> row + "," + value + ",grün," + time);
    file(
        "local.csv",
        "timestamp,value",
        "\n",
        (time, value, _) -> time.toString().replace('T', ' ').replace("Z", "") + "," + value);
    file(
        "offset.csv",
        "timestamp,value",
        "\n",
        (time, value, _) -> time.toString().replace("Z", "+0000") + "," + value);
    file(
        "epoch.csv",
        "timestamp,value",
        "\n",
        (time, value, _) -> time.getEpochSecond() + ".0," + value);
    assertThat(run(true))
        .startsWith("9 files, 2700 samples, ")
        .contains("at the built-in threshold of 0.5 or above");
    List<Double> expected = scores(out("plain.csv"));
    assertThat(expected).hasSize(ROWS).allMatch(score -> score >= 0 && score <= 1);
    assertThat(expected.get(250)).isGreaterThanOrEqualTo(0.5);
    for (String name :
        List.of(
            "a/b/crlf.csv",
            "a/quoted.csv",
            "mark.csv",
            "caps.CSV",
            "more.csv",
            "local.csv",
            "offset.csv",
            "epoch.csv")) {
      assertThat(scores(out(name))).as(name).isEqualTo(expected);
    }
    assertThat(out("epoch.csv").getFirst()).startsWith(START.getEpochSecond() + ".0,50.0,");
  }

  @Test
  void what_cannot_be_read_has_a_row_and_stops_no_other_file() throws IOException {
    file(
        "holes.csv",
        "timestamp,value",
        "\n",
        (time, value, row) ->
            switch (row) {
              case 10 -> time + ",";
              case 11 -> time + ",null";
              case 12 -> time + ",nan";
              case 13 -> "never," + value;
              case 14 -> time.toString();
              case 15 -> "\"" + time + "," + value;
              case 16 -> time + ",\"1,5\"";
              case 17 -> "\"\"";
              default -> time + "," + value;
            });
    // the same time twice, and then an hour back
    file(
        "jumps.csv",
        "timestamp,value",
        "\n",
        (time, value, row) ->
            (row % 50 == 7
                    ? time.minusSeconds(300)
                    : row % 50 == 8 ? time.minusSeconds(3_600) : time)
                + ","
                + value);
    Files.writeString(folder.resolve("in/empty.csv"), "");
    Files.writeString(folder.resolve("in/head.csv"), "timestamp,value");
    Files.writeString(folder.resolve("in/other.csv"), "a,b\n1,2\n");
    Files.writeString(folder.resolve("in/headless.csv"), "1767571200,2\n1767571260,3\n");
    assertThat(run(false))
        .contains("5 files, 602 samples", "8 rows have no time or no number and the score 0")
        .contains("other.csv is passed over: its first line names no columns timestamp and value");
    assertThat(out("holes.csv")).hasSize(ROWS);
    assertThat(out("holes.csv").get(13)).isEqualTo("never,51.0,0.0");
    assertThat(score(out("holes.csv").get(250))).isGreaterThanOrEqualTo(0.5);
    assertThat(out("jumps.csv")).hasSize(ROWS);
    assertThat(IntStream.of(7, 8, 57, 58).mapToObj(out("jumps.csv")::get))
        .allMatch(line -> score(line) == 0);
    assertThat(out("empty.csv")).isEmpty();
    assertThat(out("head.csv")).isEmpty();
    assertThat(out("headless.csv")).hasSize(2);
    assertThat(folder.resolve("out/other.csv")).doesNotExist();
  }

  @Test
  void what_an_earlier_run_wrote_below_the_folder_is_not_read() throws IOException {
    file("plain.csv", "timestamp,value", "\n", (time, value, _) -> time + "," + value);
    Path in = folder.resolve("in");
    for (int i = 0; i < 2; i++) {
      var told = new ByteArrayOutputStream();
      DetectorRun.over(in, in.resolve("out"), new PrintStream(told, true, StandardCharsets.UTF_8));
      assertThat(told.toString(StandardCharsets.UTF_8)).startsWith("1 files");
    }
    assertThatThrownBy(() -> DetectorRun.over(in, in, System.out)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> DetectorRun.over(in.resolve("no"), in, System.out))
        .hasMessageContaining("is no folder");
  }

  @Test
  void a_folder_below_that_of_the_scores_is_read() throws IOException {
    file("plain.csv", "timestamp,value", "\n", (time, value, _) -> time + "," + value);
    file("in/twice.csv", "timestamp,value", "\n", (time, value, _) -> time + "," + value);
    Files.createSymbolicLink(folder.resolve("in/in/round"), folder.resolve("in"));
    var told = new ByteArrayOutputStream();
    boolean done =
        DetectorRun.over(
            folder.resolve("in"), folder, new PrintStream(told, true, StandardCharsets.UTF_8));
    assertThat(done).isFalse();
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("twice.csv is passed over: its scores would be written below --in")
        .contains("1 files, 300 samples");
    assertThat(Files.readAllLines(folder.resolve("plain.csv"))).hasSize(ROWS + 1);
    assertThat(folder.resolve("in/twice.csv")).doesNotExist();
  }

  @Test
  void a_link_to_the_folder_of_the_scores_is_not_read() throws IOException {
    file("plain.csv", "timestamp,value", "\n", (time, value, _) -> time + "," + value);
    Path linked = folder.resolve("linked");
    Files.createSymbolicLink(linked, folder.resolve("in"));
    Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("in/out"), folder.resolve("elsewhere"));
    for (int i = 0; i < 2; i++) {
      var told = new ByteArrayOutputStream();
      var to = new PrintStream(told, true, StandardCharsets.UTF_8);
      assertThat(DetectorRun.over(linked, linked.resolve("out"), to)).isTrue();
      assertThat(told.toString(StandardCharsets.UTF_8)).startsWith("1 files");
    }
    assertThat(folder.resolve("elsewhere/plain.csv")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-05T00:00:00Z, 0",
    "2026-01-05t00:00:00z, 0",
    "2026-01-05, 0",
    "2026-01-05 00:00, 0",
    "2026-01-05 00:00:00.250, 250",
    "2026-01-05 02:00:00+02:00, 0",
    "2026-01-05 02:00:00 +0200, 0",
    "2026-01-05T02:00+02, 0",
    "2026-01-05 00:00:00 UTC, 0",
    "1767571200, 0",
    "1767571200.25, 250",
    "1767571200., 0",
    "1.7675712e9, 0",
    "1767571200250, 250",
    "1767571200250000, 250",
    "1767571200250000000, 250"
  })
  void times_of_every_kind(String text, long after) {
    assertThat(SeriesFile.millis(text)).isEqualTo(START.toEpochMilli() + after);
  }
}
