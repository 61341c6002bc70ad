package dev.muster.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Option;

/// How long Muster takes from the command to the moment in which `GET /health` says that events are accepted, the embedded
/// PostgreSQL included, and how much memory it then holds. On Linux, where /proc tells.
///
/// Run: `./muster bench start --runs 5`
public final class StartBench {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration REST = Duration.ofSeconds(25);

  /// One start.
  ///
  /// @param wallSeconds until `/health` answered 200
  /// @param cpuSeconds of the Java process until then; steadier than the wall clock on a busy machine
  /// @param javaMebibytes resident memory of the Java process after some seconds of rest
  /// @param postgresMebibytes proportional share of PostgreSQL's processes at the same time
  private record Start(
      double wallSeconds, double cpuSeconds, double javaMebibytes, double postgresMebibytes) {}

  private final Path launcher;
  private final HttpClient http = HttpClient.newHttpClient();

  private StartBench(Path launcher) {
    this.launcher = launcher;
  }

  private static final class Options extends Arguments {
    @Option(names = "--runs", description = "How often each kind of start is measured.")
    private int runs = 5;
  }

  public static void main(String[] arguments) throws Exception {
    int runs = Arguments.read("start", new Options(), arguments).runs;
    var bench = new StartBench(Path.of(System.getProperty("muster.launcher", "./muster")));
    var kept = Files.createTempDirectory("muster-bench-start");
    // Builds and prepares what is missing, and makes the data that the restarts find.
    bench.start(kept.resolve("data"), true);
    System.out.println("load average before: " + firstWords("/proc/loadavg", 3));
    System.out.println("| start | to ready, s | CPU, s | JVM RSS, MiB | PostgreSQL PSS, MiB |");
    System.out.println("|---|---|---|---|---|");
    var first = new ArrayList<Start>();
    var cached = new ArrayList<Start>();
    var plain = new ArrayList<Start>();
    for (int run = 0; run < runs; run++) {
      first.add(bench.start(kept.resolve("first" + run), true));
      cached.add(bench.start(kept.resolve("data"), true));
      plain.add(bench.start(kept.resolve("data"), false));
    }
    print("first ever: creates the database, with the start-up cache", first);
    print("restart with the start-up cache", cached);
    print("restart without it (MUSTER_AOT=off)", plain);
    System.out.println("load average after: " + firstWords("/proc/loadavg", 3));
    try (var files = Files.walk(kept)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void print(String what, List<Start> starts) {
    System.out.printf(
        "| %s | %.2f | %.2f | %.0f | %.0f |%n",
        what,
        median(starts, Start::wallSeconds),
        median(starts, Start::cpuSeconds),
        median(starts, Start::javaMebibytes),
        median(starts, Start::postgresMebibytes));
  }

  private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
    double[] sorted = starts.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private Start start(Path data, boolean cache) throws IOException, InterruptedException {
    int port = Ports.free();
    int machinePort = Ports.free();
    var builder =
        new ProcessBuilder(
            launcher.toString(),
            "run",
            "--port=" + port,
            "--machine-port=" + machinePort,
            "--data=" + data);
    builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
    builder.environment().put("MUSTER_AOT", cache ? "on" : "off");
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long begin = System.nanoTime();
    var process = builder.start();
    try {
      var health =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health"))
              .timeout(Duration.ofSeconds(5))
              .build();
      while (!answers(health)) {
        if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos() * 3) {
          throw new IllegalStateException("Muster did not start");
        }
        Thread.sleep(10);
      }
      double wall = (System.nanoTime() - begin) / 1e9;
      double cpu = cpuSeconds(process.pid());
      Thread.sleep(REST);
      double java = mebibytes(process.pid(), "status", "VmRSS:");
      double postgres = 0;
      for (var child : process.descendants().toList()) {
        if (child.info().command().orElse("").endsWith("/postgres")) {
          postgres += mebibytes(child.pid(), "smaps_rollup", "Pss:");
        }
      }
      return new Start(wall, cpu, java, postgres);
    } finally {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private boolean answers(HttpRequest health) throws InterruptedException {
    try {
      return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // Nobody listens yet.
      return false;
    }
  }

  /// Fields 14 and 15 of /proc/PID/stat, in hundredths of a second on every Linux we know.
  private static double cpuSeconds(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private static double mebibytes(long pid, String file, String field) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), file))) {
      return lines
              .filter(line -> line.startsWith(field))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024.0;
    }
  }

  private static String firstWords(String file, int words) throws IOException {
    return String.join(
        " ", Arrays.asList(Files.readString(Path.of(file)).split(" ", -1)).subList(0, words));
  }
}
