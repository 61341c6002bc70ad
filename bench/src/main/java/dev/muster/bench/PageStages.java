package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a page's time goes, from what the house itself wrote down: each step stamps what it says with the moment at which it began.
final class PageStages {
  private static final String STAMPS =
      """
      select service.name, opened.said_at, formed.said_at, triggered.said_at, parcel.created_at
      from catalog.service
        join alert.alert on alert.service_id = service.id
        join platform.fact opened on opened.topic = 'alert' and opened.key = alert.id and opened.type = 'AlertOpened'
        join platform.fact formed on formed.type = 'IncidentFormed' and formed.body::json ->> 'alert_id' = alert.id
        join platform.fact triggered on triggered.topic = 'mobilize' and triggered.type = 'Triggered'
          and triggered.key = formed.key
        join mobilize.notice on notice.incident_id = triggered.key
        join platform.parcel on parcel.id = notice.parcel_id
      where service.name like 'Page %'
      """;

  private static final List<String> STAGES =
      List.of(
          "accepted, from the lane's step: commit and answer",
          "until correlate's step",
          "until mobilize's step",
          "until the message is written",
          "until it is handed over: lease, carrier");

  private PageStages() {}

  /// One line a stage.
  ///
  /// @param data the data folder of the Muster that was measured, with its embedded PostgreSQL
  /// @param accepted when each event was answered, by the wall clock
  /// @param rang when each page was handed over; null when it was not
  static List<String> of(Path data, @Nullable Instant[] accepted, @Nullable Instant[] rang)
      throws IOException, SQLException {
    List<List<Long>> micros = new ArrayList<>();
    STAGES.forEach(_ -> micros.add(new ArrayList<>()));
    try (var connection = database(data);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(STAMPS)) {
      while (rows.next()) {
        int number = Integer.parseInt(rows.getString(1).substring("Page ".length()));
        Instant answered = accepted[number];
        Instant told = rang[number];
        if (answered == null || told == null) {
          continue;
        }
        Instant opened = rows.getTimestamp(2).toInstant();
        Instant formed = rows.getTimestamp(3).toInstant();
        Instant triggered = rows.getTimestamp(4).toInstant();
        Instant written = rows.getTimestamp(5).toInstant();
        Instant[] moments = {opened, answered, formed, triggered, written, told};
        for (int i = 0; i < STAGES.size(); i++) {
          micros.get(i).add(Duration.between(moments[i], moments[i + 1]).toNanos() / 1_000);
        }
      }
    }
    var lines = new ArrayList<String>();
    for (int i = 0; i < STAGES.size(); i++) {
      long[] sorted = micros.get(i).stream().mapToLong(Long::longValue).sorted().toArray();
      lines.add(
          String.format(
              Locale.ROOT,
              "| - %s | %d pages | %.1f | %.1f | - | - | - |",
              STAGES.get(i),
              sorted.length,
              at(sorted, 0.5),
              at(sorted, 0.99)));
    }
    return lines;
  }

  /// The embedded database of a Muster that runs, by its data folder.
  static Connection database(Path data) throws IOException, SQLException {
    Path postgres = data.resolve("postgres");
    String port = Files.readAllLines(postgres.resolve("cluster").resolve("postmaster.pid")).get(3);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port.strip() + "/muster",
        "muster",
        Files.readString(postgres.resolve("password")).strip());
  }

  /// What {@link System#nanoTime} showed at each moment, by the wall clock.
  static @Nullable Instant[] wall(long... nanos) {
    Instant now = Instant.now();
    long nano = System.nanoTime();
    return Arrays.stream(nanos)
        .mapToObj(each -> each == 0 ? null : now.minus(nano - each, ChronoUnit.NANOS))
        .toArray(Instant[]::new);
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * share))] / 1e3;
  }
}
