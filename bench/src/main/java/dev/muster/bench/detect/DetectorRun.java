package dev.muster.bench.detect;

import dev.muster.detect.series.SeriesDetector;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Locale;

/// Runs a fresh detector over every CSV below a folder and writes what it says of each row.
public final class DetectorRun {
  private static final String HEAD = "timestamp,value,anomaly_score\n";

  private final Path in;
  private final Path out;
  private final PrintStream told;
  private long samples;
  private long nanos;
  private long alarms;
  private long unread;
  private int read;
  private int refused;

  private DetectorRun(Path in, Path out, PrintStream told) {
    this.in = in;
    this.out = out;
    this.told = told;
  }

  /// Writes, for each `a/b.csv` below `in`, a file `a/b.csv` below `out` with the columns timestamp, value and anomaly_score, a row for
  /// each row. Timestamps are ISO-8601 (with or without an offset, a space instead of the T is fine), seconds or milliseconds of the
  /// epoch. A row without a time or a number that can be read has the score 0 and teaches the detector nothing.
  ///
  /// One of the two folders may lie in the other. What lies below `out` is not read then, when `out` lies below `in`; and what would be
  /// written below `in` is passed over, when `in` lies below `out`.
  ///
  /// @param told what was done, in words, and which files could not be read; those stop no others
  /// @return whether all files were read
  /// @throws IOException when `in` is no folder or `out` cannot be written
  public static boolean over(Path in, Path out, PrintStream told) throws IOException {
    if (!Files.isDirectory(in)) {
      throw new IOException(in + " is no folder");
    }
    Files.createDirectories(out);
    if (Files.isSameFile(in, out)) {
      throw new IOException(
          "--in and --out must be two folders, or the files would be written over");
    }
    return new DetectorRun(in, out, told).run();
  }

  private boolean run() throws IOException {
    Path from = in.toRealPath();
    Path to = out.toRealPath();
    boolean below = from.startsWith(to);
    SeriesFiles found = SeriesFiles.below(in, below ? null : to);
    found.unread().forEach(this::refuse);
    for (Path file : found.files()) {
      String name = in.relativize(file).toString();
      if (below && to.resolve(name).startsWith(from)) {
        refuse(file + " is passed over: its scores would be written below --in");
        continue;
      }
      SeriesFile series;
      try {
        series = SeriesFile.read(file);
      } catch (IOException faulty) {
        refuse(file + " is passed over: " + faulty.getMessage());
        continue;
      }
      read++;
      score(series, out.resolve(name));
    }
    told.printf(
        Locale.ROOT,
        "%d files, %d samples, %d at the built-in threshold of %s or above, %.0f samples a second"
            + " of processor time%n",
        read,
        samples,
        alarms,
        SeriesDetector.THRESHOLD,
        nanos == 0 ? 0 : samples * 1e9 / nanos);
    if (unread > 0) {
      told.printf(Locale.ROOT, "%d rows have no time or no number and the score 0%n", unread);
    }
    return refused == 0;
  }

  private void refuse(String why) {
    told.println(why);
    refused++;
  }

  private void score(SeriesFile series, Path target) throws IOException {
    var detector = new SeriesDetector(ZoneOffset.UTC);
    double[] scores = new double[series.rows().size()];
    long start = cpuNanos();
    for (int i = 0; i < scores.length; i++) {
      SeriesFile.Row row = series.rows().get(i);
      Long millis = row.millis();
      if (millis == null || !Double.isFinite(row.number())) {
        unread++;
      } else {
        scores[i] = detector.observe(millis, row.number()).score();
      }
    }
    nanos += cpuNanos() - start;
    samples += scores.length;
    Files.createDirectories(target.toAbsolutePath().getParent());
    try (Writer to = Files.newBufferedWriter(target, SeriesFile.BYTES)) {
      to.write(HEAD);
      for (int i = 0; i < scores.length; i++) {
        SeriesFile.Row row = series.rows().get(i);
        to.write(quoted(row.time()) + "," + quoted(row.value()) + "," + scores[i] + "\n");
        alarms += scores[i] >= SeriesDetector.THRESHOLD ? 1 : 0;
      }
    }
  }

  private static String quoted(String cell) {
    return cell.indexOf(',') < 0 && cell.indexOf('"') < 0
        ? cell
        : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
