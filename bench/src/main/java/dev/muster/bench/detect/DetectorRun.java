package dev.muster.bench.detect;

import dev.muster.detect.series.SeriesDetector;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Runs a fresh detector over every CSV below a folder and writes what it says of each row.
public final class DetectorRun {
  private static final double LARGEST_SECONDS = 1e11;

  private DetectorRun() {}

  /// Writes, for each `a/b.csv` below `in`, a file `a/b.csv` below `out` with the columns timestamp, value and anomaly_score.
  /// Timestamps are ISO-8601 (with or without an offset, a space instead of the T is fine), seconds or milliseconds of the epoch.
  public static void over(Path in, Path out) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(in)) {
      files = all.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
    long samples = 0;
    long nanos = 0;
    long alarms = 0;
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        continue;
      }
      List<String> head = Arrays.stream(lines.getFirst().split(",")).map(String::strip).toList();
      int time = head.indexOf("timestamp");
      int value = head.indexOf("value");
      if (time < 0 || value < 0) {
        throw new IOException(file + " has no columns timestamp and value");
      }
      var rows = new ArrayList<String[]>();
      for (String line : lines.subList(1, lines.size())) {
        if (!line.isBlank()) {
          rows.add(line.split(",", -1));
        }
      }
      var times = new long[rows.size()];
      var values = new double[rows.size()];
      for (int i = 0; i < times.length; i++) {
        times[i] = millis(rows.get(i)[time].strip());
        values[i] = number(rows.get(i)[value].strip());
      }
      var scores = new double[times.length];
      var detector = new SeriesDetector(ZoneOffset.UTC);
      long start = cpuNanos();
      for (int i = 0; i < times.length; i++) {
        scores[i] = detector.observe(times[i], values[i]).score();
      }
      nanos += cpuNanos() - start;
      samples += times.length;
      Path target = out.resolve(in.relativize(file).toString());
      Files.createDirectories(target.toAbsolutePath().getParent());
      try (Writer to = Files.newBufferedWriter(target)) {
        to.write("timestamp,value,anomaly_score\n");
        for (int i = 0; i < scores.length; i++) {
          to.write(rows.get(i)[time] + "," + rows.get(i)[value] + "," + scores[i] + "\n");
          alarms += scores[i] >= SeriesDetector.THRESHOLD ? 1 : 0;
        }
      }
    }
    System.out.printf(
        "%d files, %d samples, %d at the built-in threshold of %s or above, %.0f samples a second of processor time%n",
        files.size(),
        samples,
        alarms,
        SeriesDetector.THRESHOLD,
        nanos == 0 ? 0 : samples * 1e9 / nanos);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double number(String text) {
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }

  /// A timestamp in milliseconds of the epoch; without an offset it is taken as UTC.
  static long millis(String text) {
    if (text.matches("-?\\d+(\\.\\d+)?([eE]\\+?\\d+)?")) {
      double number = Double.parseDouble(text);
      return Math.round(Math.abs(number) < LARGEST_SECONDS ? number * 1_000 : number);
    }
    String iso = text.replace(' ', 'T');
    if (iso.length() == 10) {
      iso += "T00:00:00";
    }
    boolean offset = iso.matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)$") && iso.length() > 16;
    if (offset && !iso.substring(11).matches("[0-9:.]*")) {
      return OffsetDateTime.parse(iso).toInstant().toEpochMilli();
    }
    return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
