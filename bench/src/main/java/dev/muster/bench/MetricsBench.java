package dev.muster.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// How many samples of metrics a machine takes in and judges: Prometheus remote write, one sample of each series a minute of recorded
/// time, as fast as it is answered; first with no rule, then with a detector on every series, then with limits beside it.
///
/// Run: `./muster bench metrics`, with `--series 10000`, `--batch 500` series a request, `--connections 4`, `--seconds 20` and
/// `--warm-up 10`.
public final class MetricsBench {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final double DAY_MILLIS = 86_400_000;

  /// What is sent is past, so that it can come faster than time goes by.
  private static final Duration BACK = Duration.ofDays(12);

  private final TrialHouse house;
  private final int series;
  private final int batch;
  private final int connections;
  private final Duration warmUp;
  private final Duration time;
  private final URI door;
  private final List<RemoteWriteBody> bodies = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private long first;
  private long sent;

  private MetricsBench(
      TrialHouse house, int series, int batch, int connections, Duration warmUp, Duration time) {
    this.house = house;
    this.series = series;
    this.batch = batch;
    this.connections = connections;
    this.warmUp = warmUp;
    this.time = time;
    this.door = house.address().resolve("/api/v1/write");
  }

  private static final class Options extends Arguments {
    @Option(names = "--series", description = "Series that are sent.")
    private int series = 10_000;

    @Option(names = "--batch", description = "Samples in a request.")
    private int batch = 500;

    @Option(names = "--connections", description = "So many at once.")
    private int connections = 4;

    @Option(names = "--seconds", description = "How long each part is measured.")
    private int seconds = 20;

    @Option(names = "--warm-up", description = "Seconds of load before.")
    private int warm = 10;
  }

  public static void main(String[] arguments) throws Exception {
    var options = Arguments.read("metrics", new Options(), arguments);
    int series = options.series;
    int batch = options.batch;
    int connections = options.connections;
    int seconds = options.seconds;
    int warm = options.warm;
    // batches of a series must stay in their order: more of them than can be under way
    if (series / batch <= connections) {
      throw new IllegalArgumentException("more batches are needed than connections");
    }
    var settings =
        Map.of(
            "MUSTER_METRICS_SERIES_PER_SOURCE", Integer.toString(2 * series),
            "MUSTER_METRICS_WATCHED_SERIES", Integer.toString(2 * series));
    try (var house = TrialHouse.start("2g", settings)) {
      new MetricsBench(
              house,
              series,
              batch,
              connections,
              Duration.ofSeconds(warm),
              Duration.ofSeconds(seconds))
          .run();
    }
  }

  private void run() throws IOException, InterruptedException {
    String key = key();
    for (int from = 0; from < series; from += batch) {
      var names = new ArrayList<Map<String, String>>();
      for (int i = from; i < Math.min(series, from + batch); i++) {
        names.add(
            Map.of(
                "__name__", "request_duration_seconds_mean",
                "job", "shop",
                "instance", "10.0." + i / 250 + "." + i % 250 + ":9100",
                "path", "/api/v1/orders"));
      }
      bodies.add(RemoteWriteBody.of(door, key, names));
    }
    first = Instant.now().minus(BACK).toEpochMilli() / MINUTE.toMillis();
    System.out.printf(
        "%d series, %d samples a request, %d connections%n%n", series, batch, connections);
    System.out.println(
        "| rules that watch every series | samples/s taken | samples/s judged | p50 ms | p99 ms |"
            + " CPU us a sample: JVM + PostgreSQL | late or refused | JVM, MiB |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    phase("none");
    rule("{\"name\":\"Unusual\",\"kind\":\"dynamic\",%s}");
    phase("what is unusual");
    rule("{\"name\":\"Beyond\",\"kind\":\"threshold\",\"limit\":1e9,%s}");
    rule("{\"name\":\"Fast\",\"kind\":\"rate_of_change\",\"limit\":1e9,\"window_seconds\":600,%s}");
    phase("the same, a limit, a rate of change");
  }

  private String key() throws IOException, InterruptedException {
    String user = house.get("/users/me").at("/user/id").asString();
    String policy =
        house
            .post(
                "/escalation_policies",
                "{\"escalation_policy\":{\"name\":\"M\",\"escalation_rules\":[{\"escalation_delay_in_minutes\":30,\"targets\":[{\"id\":\"%s\",\"type\":\"user_reference\"}]}]}}"
                    .formatted(user))
            .at("/escalation_policy/id")
            .asString();
    String service =
        house
            .post(
                "/services",
                "{\"service\":{\"name\":\"Shop\",\"escalation_policy\":{\"id\":\"%s\",\"type\":\"escalation_policy_reference\"}}}"
                    .formatted(policy))
            .at("/service/id")
            .asString();
    return house
        .post(
            "/services/" + service + "/integrations",
            "{\"integration\":{\"type\":\"events_api_v2_inbound_integration\",\"name\":\"Prometheus\"}}")
        .at("/integration/integration_key")
        .asString();
  }

  private void rule(String definition) throws IOException, InterruptedException {
    house.post(
        "/detector_rules",
        "{\"detector_rule\":"
            + definition.formatted(
                "\"matchers\":[{\"label\":\"__name__\",\"value\":\"request_duration_seconds_mean\"}]")
            + "}");
  }

  private void phase(String rules) throws IOException, InterruptedException {
    IntFunction<byte[]> requests = _ -> request();
    LoadClient.saturate(door, connections, requests, Duration.ZERO, warmUp);
    double judged = counted("muster_series_judged_total");
    double lost = lost();
    double all = Machine.cpuSeconds(house.pid());
    double own = Machine.ownCpuSeconds(house.pid());
    LoadClient.Result result =
        LoadClient.saturate(door, connections, requests, Duration.ZERO, time);
    double samples = (double) result.requests() * batch;
    own = Machine.ownCpuSeconds(house.pid()) - own;
    all = Machine.cpuSeconds(house.pid()) - all;
    System.out.printf(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %.1f | %.1f | %.1f + %.1f | %.0f | %d |%n",
        rules,
        samples / result.seconds(),
        (counted("muster_series_judged_total") - judged) / result.seconds(),
        result.millis(0.5),
        result.millis(0.99),
        1e6 * own / samples,
        1e6 * (all - own) / samples,
        lost() - lost + result.failures() * (double) batch,
        Machine.residentMiB(house.pid()));
  }

  private byte[] request() {
    int which = (int) (sent % bodies.size());
    long minute = first + sent / bodies.size();
    sent++;
    return bodies.get(which).at(minute * MINUTE.toMillis(), this::level);
  }

  /// A daily wave with noise.
  private double level(int one, long millis) {
    return 1
        + 0.4 * Math.sin(2 * Math.PI * (millis / DAY_MILLIS + one / (double) batch))
        + 0.05 * random.nextDouble();
  }

  private double lost() throws IOException, InterruptedException {
    return counted("muster_series_late_total")
        + counted("muster_series_over_limit_total")
        + counted("muster_series_future_total");
  }

  private double counted(String name) throws IOException, InterruptedException {
    Matcher line =
        Pattern.compile("^" + name + "(?:\\{[^}]*})? ([0-9.eE+-]+)$", Pattern.MULTILINE)
            .matcher(house.text("/metrics"));
    double sum = 0;
    while (line.find()) {
      sum += Double.parseDouble(line.group(1));
    }
    return sum;
  }
}
