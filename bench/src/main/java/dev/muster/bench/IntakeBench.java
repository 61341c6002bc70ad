package dev.muster.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How many signals a machine takes in, durably, and how long they wait for their answer; beside Debian's Alertmanager, which
/// keeps them in memory only.
///
/// Run: `./muster bench intake`, with `--seconds 10`, `--connections 256`, `--bare true` for the intake without the rest of the
/// house, `--only single|batches|paced|pages` for a part of it, or `--url http://host:port --key KEY` for a Muster that runs
/// already.
public final class IntakeBench {
  private static final String TOKEN = "bench0token-12345678";
  private static final JsonMapper JSON = new JsonMapper();

  /// Distinct alerts; most signals repeat an open one, as in a storm.
  private static final int KEYS = 4_096;

  private static final int BATCH = 100;

  /// People who are paged once each.
  private static final int PEOPLE = 140;

  /// Between the load and the look at the memory, for the heap to be given back.
  private static final Duration REST = Duration.ofSeconds(30);

  /// Of these the first ones, which are paged while the house still learns its way; counted apart.
  private static final int EARLY = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final int connections;
  private final Duration warmUp;
  private final Duration time;

  /// The one part to be measured; empty for all.
  private final String only;

  private final List<String> table = new ArrayList<>();

  private IntakeBench(Path folder, int connections, Duration warmUp, Duration time, String only) {
    this.only = only;
    this.folder = folder;
    this.connections = connections;
    this.warmUp = warmUp;
    this.time = time;
  }

  private static final class Options extends Arguments {
    @Option(names = "--url", description = "A Muster that runs already.")
    private @Nullable URI url;

    @Option(names = "--key", description = "The key of an integration of it.")
    private String key = BareIntake.KEY;

    @Option(names = "--seconds", description = "How long each part is measured.")
    private int seconds = 10;

    @Option(names = "--warm-up", description = "Seconds of load before.")
    private int warm = 12;

    @Option(names = "--connections", description = "So many at once.")
    private int connections = 256;

    @Option(
        names = "--bare",
        arity = "0..1",
        fallbackValue = "true",
        description = "The intake without the rest of the house.")
    private boolean bare;

    @Option(names = "--only", description = "One part alone: single, batches, paced or pages.")
    private String only = "";

    @Option(
        names = "--rival",
        arity = "0..1",
        fallbackValue = "true",
        description = "Whether Alertmanager is measured, too.")
    private boolean rival = true;
  }

  public static void main(String[] arguments) throws Exception {
    var options = Arguments.read("intake", new Options(), arguments);
    Path folder = Files.createTempDirectory("muster-bench-intake");
    var bench =
        new IntakeBench(
            folder,
            options.connections,
            Duration.ofSeconds(options.warm),
            Duration.ofSeconds(options.seconds),
            options.only);
    try {
      if (options.url != null) {
        bench.measure(null, options.url, null, options.key);
      } else if (options.bare) {
        bench.bare();
      } else {
        bench.whole();
      }
      if (options.rival) {
        bench.alertmanager();
      }
    } finally {
      bench.print();
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  private void print() {
    System.out.println();
    System.out.println(
        "| what | figure | p50 ms | p99 ms | CPU us a request: JVM + PostgreSQL | failed | budget"
            + " |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    table.forEach(System.out::println);
  }

  private void bare() throws Exception {
    int port = Ports.free();
    Process server =
        java(
            "dev.muster.bench.BareIntake",
            Map.of(),
            folder.resolve("bare").toString(),
            String.valueOf(port));
    try {
      var base = URI.create("http://127.0.0.1:" + port);
      await(server, base.resolve("/health"));
      measure(server, base, null, BareIntake.KEY);
    } finally {
      stop(server);
    }
  }

  private void whole() throws Exception {
    int port = Ports.free();
    int machinePort = Ports.free();
    Process server =
        muster(
            Map.of(
                "MUSTER_DATA",
                folder.resolve("data").toString(),
                "MUSTER_PORT",
                String.valueOf(port),
                "MUSTER_MACHINE_PORT",
                String.valueOf(machinePort),
                "MUSTER_ADMIN_EMAIL",
                "ana@acme.test",
                "MUSTER_ADMIN_PASSWORD",
                "correct horse battery",
                "MUSTER_ADMIN_TOKEN",
                TOKEN,
                "MUSTER_OUTBOUND_PRIVATE",
                "true"));
    try {
      var base = URI.create("http://127.0.0.1:" + port);
      await(server, base.resolve("/ready"));
      Thread.sleep(REST);
      long idle = Machine.residentMiB(server.pid());
      var machine = URI.create("http://127.0.0.1:" + machinePort);
      String key = integration(base, "Bench", "");
      measure(server, machine, base, key);
      if (wanted("pages")) {
        if (!only.isEmpty()) {
          URI enqueue = machine.resolve("/v2/enqueue");
          LoadClient.saturate(enqueue, connections, events(enqueue, key), Duration.ZERO, warmUp);
        }
        pages(base, machine.resolve("/v2/enqueue"), key);
      }
      Thread.sleep(REST);
      row(
          "resident memory of the JVM, idle / %d s after load".formatted(REST.toSeconds()),
          "%d / %d MiB".formatted(idle, Machine.residentMiB(server.pid())),
          null,
          "-",
          "300 / 500 MiB");
    } finally {
      stop(server);
    }
  }

  private void measure(@Nullable Process server, URI machine, @Nullable URI main, String key)
      throws IOException {
    URI enqueue = machine.resolve("/v2/enqueue");
    if (wanted("single")) {
      single(
          "one event a request, machine door",
          "30,000 requests/s, p99 < 25 ms",
          server,
          enqueue,
          key);
    }
    if (main != null && wanted("single")) {
      single(
          "one event a request, main port",
          "10,000 requests/s",
          server,
          main.resolve("/v2/enqueue"),
          key);
    }
    if (wanted("batches")) {
      batches(server, machine.resolve("/integrations/alertmanager/" + key));
    }
    if (wanted("paced")) {
      paced(server, enqueue, key);
    }
  }

  private boolean wanted(String part) {
    return only.isEmpty() || only.equals(part);
  }

  private void paced(@Nullable Process server, URI enqueue, String key) throws IOException {
    if (!only.isEmpty()) {
      LoadClient.saturate(enqueue, connections, events(enqueue, key), Duration.ZERO, warmUp);
    }
    double before = cpu(server);
    double own = own(server);
    LoadClient.Result paced =
        LoadClient.paced(
            enqueue, connections, events(enqueue, key), Duration.ofSeconds(2), time, 6_000);
    row(
        "paced at 6,000/s, machine door",
        rate(paced, 1),
        paced,
        cpu(server, before, own, paced),
        "p99 < 10 ms");
  }

  private void single(String what, String budget, @Nullable Process server, URI url, String key)
      throws IOException {
    LoadClient.saturate(url, connections, events(url, key), Duration.ZERO, warmUp);
    double before = cpu(server);
    double own = own(server);
    LoadClient.Result result =
        LoadClient.saturate(url, connections, events(url, key), Duration.ZERO, time);
    row(
        what + ", " + connections + " connections",
        rate(result, 1),
        result,
        cpu(server, before, own, result),
        budget);
  }

  private void batches(@Nullable Process server, URI url) throws IOException {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      bodies.add(LoadClient.post(url, webhook(i)));
    }
    IntFunction<byte[]> requests = i -> bodies.get(i % bodies.size());
    LoadClient.saturate(url, 16, requests, Duration.ZERO, warmUp.dividedBy(2));
    double before = cpu(server);
    double own = own(server);
    LoadClient.Result result = LoadClient.saturate(url, 16, requests, Duration.ZERO, time);
    row(
        "batches of " + BATCH + " (Alertmanager webhook), 16 connections",
        rate(result, BATCH),
        result,
        cpu(server, before, own, result),
        "100,000 events/s");
  }

  private static String rate(LoadClient.Result result, int batch) {
    return String.format(
        Locale.ROOT, "%,.0f %s/s", result.perSecond() * batch, batch == 1 ? "requests" : "events");
  }

  private static double cpu(@Nullable Process server) {
    return server == null ? 0 : Machine.cpuSeconds(server.pid());
  }

  private static double own(@Nullable Process server) {
    return server == null ? 0 : Machine.ownCpuSeconds(server.pid());
  }

  private static String cpu(
      @Nullable Process server, double before, double own, LoadClient.Result result) {
    if (server == null || result.requests() == 0) {
      return "-";
    }
    double all = cpu(server) - before;
    double jvm = own(server) - own;
    return String.format(
        Locale.ROOT,
        "%.0f + %.0f",
        jvm * 1e6 / result.requests(),
        (all - jvm) * 1e6 / result.requests());
  }

  private void row(
      String what, String figure, LoadClient.@Nullable Result result, String cpu, String budget) {
    String row =
        result == null
            ? "| %s | %s | - | - | %s | - | %s |".formatted(what, figure, cpu, budget)
            : String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %.1f | %s | %d | %s |",
                what,
                figure,
                result.millis(0.5),
                result.millis(0.99),
                cpu,
                result.failures(),
                budget);
    System.out.println(row);
    table.add(row);
  }

  /// Events of about 640 bytes, as a monitor sends them.
  private static IntFunction<byte[]> events(URI url, String key) {
    byte[][] made = new byte[KEYS][];
    for (int i = 0; i < KEYS; i++) {
      made[i] =
          LoadClient.post(
              url,
              """
              {"routing_key":"%s","event_action":"trigger","dedup_key":"host-%d/disk-usage","payload":{"summary":"Disk usage on host-%d.eu-west.example.com is at %d %%","source":"host-%d.eu-west.example.com","severity":"%s","component":"disk","group":"storage","class":"capacity","custom_details":{"mount":"/var/lib/postgresql","used_percent":%d,"free_bytes":%d,"inode_percent":12,"threshold":90,"check":"disk-usage","check_interval":"60s","datacenter":"eu-west-1","rack":"r%d","runbook":"https://wiki.example.com/runbooks/disk","previous_state":"ok"}},"client":"Node Watcher","client_url":"https://watch.example.com/checks/%d"}\
              """
                  .formatted(
                      key,
                      i,
                      i,
                      90 + i % 10,
                      i,
                      i % 3 == 0 ? "critical" : "warning",
                      90 + i % 10,
                      1_000_000L * i,
                      i % 40,
                      i));
    }
    return i -> made[(i * 31) % KEYS & (KEYS - 1)];
  }

  private static String webhook(int seed) {
    var alerts = new StringBuilder();
    for (int i = 0; i < BATCH; i++) {
      int n = (seed * BATCH + i) % KEYS;
      alerts
          .append(i == 0 ? "" : ",")
          .append(
              """
              {"status":"firing","labels":{"alertname":"DiskUsage","instance":"host-%d:9100","job":"node","severity":"warning","mountpoint":"/var/lib"},"annotations":{"summary":"Disk usage on host-%d","description":"The file system at /var/lib is nearly full."},"startsAt":"2026-03-02T08:50:00.000Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus.example.com/graph?g0.expr=disk","fingerprint":"%016x"}\
              """
                  .formatted(n, n, 0x5bd1e995L * (n + 1)));
    }
    return "{\"version\":\"4\",\"groupKey\":\"g\",\"status\":\"firing\",\"receiver\":\"muster\",\"groupLabels\":{},\"commonLabels\":{},\"commonAnnotations\":{},\"externalURL\":\"http://am:9093\",\"alerts\":["
        + alerts
        + "]}";
  }

  /// From the answer to an event until the person's own webhook rings, at 1,000 other events a second. Each page is to somebody
  /// else, because several to one person in quick succession are told together on purpose.
  private void pages(URI base, URI enqueue, String busyKey) throws Exception {
    try (var clock = new PageClock(PEOPLE)) {
      String[] keys = new String[PEOPLE];
      for (int i = 0; i < PEOPLE; i++) {
        keys[i] = integration(base, "Page " + i, clock.url(i));
      }
      var failed = new AtomicReference<@Nullable Exception>();
      Thread busy =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  LoadClient.paced(
                      enqueue,
                      32,
                      events(enqueue, busyKey),
                      Duration.ZERO,
                      Duration.ofSeconds(2 + PEOPLE / 8),
                      1_000);
                } catch (IOException failure) {
                  failed.set(failure);
                }
              });
      Thread.sleep(1_000);
      long[] accepted = new long[PEOPLE];
      for (int i = 0; i < PEOPLE; i++) {
        String event =
            "{\"routing_key\":\"%s\",\"event_action\":\"trigger\",\"payload\":{\"summary\":\"Page %d\",\"source\":\"bench\",\"severity\":\"critical\"}}"
                .formatted(keys[i], i);
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(enqueue)
                    .POST(HttpRequest.BodyPublishers.ofString(event))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        accepted[i] = System.nanoTime();
        if (answer.statusCode() != 202) {
          throw new IllegalStateException("an event was answered " + answer.statusCode());
        }
        Thread.sleep(100);
      }
      clock.await(30_000_000_000L);
      busy.join();
      Exception failure = failed.get();
      if (failure != null) {
        throw failure;
      }
      page(
          "signal accepted to page handed over, at 1,000 events/s", clock, accepted, EARLY, PEOPLE);
      page("the first pages after the start", clock, accepted, 0, EARLY);
      for (String stage :
          PageStages.of(
              folder.resolve("data"), PageStages.wall(accepted), PageStages.wall(clock.rang()))) {
        System.out.println(stage);
        table.add(stage);
      }
    }
  }

  private void page(String what, PageClock clock, long[] accepted, int from, int to) {
    long[] waits = clock.since(accepted, from, to);
    row(
        what,
        waits.length + " pages",
        new LoadClient.Result(waits.length, to - from - waits.length, 1, waits),
        "-",
        from == 0 ? "" : "p99 < 250 ms");
  }

  /// A service with an integration, over the REST API.
  ///
  /// @param hook the URL that its person is told at; empty for nobody who can be told
  private String integration(URI base, String name, String hook) throws Exception {
    String user =
        post(
                base,
                "/users",
                "{\"user\":{\"type\":\"user\",\"name\":\"%s\",\"email\":\"%s@acme.test\"}}"
                    .formatted(name, name.replace(' ', '.').toLowerCase(Locale.ROOT)))
            .at("/user/id")
            .asString();
    if (!hook.isEmpty()) {
      String method =
          post(
                  base,
                  "/users/" + user + "/contact_methods",
                  "{\"contact_method\":{\"type\":\"webhook_contact_method\",\"label\":\"Bench\",\"address\":\"%s\"}}"
                      .formatted(hook))
              .at("/contact_method/id")
              .asString();
      post(
          base,
          "/users/" + user + "/notification_rules",
          "{\"notification_rule\":{\"type\":\"assignment_notification_rule\",\"start_delay_in_minutes\":0,\"urgency\":\"high\",\"contact_method\":{\"id\":\"%s\",\"type\":\"webhook_contact_method_reference\"}}}"
              .formatted(method));
    }
    String policy =
        post(
                base,
                "/escalation_policies",
                "{\"escalation_policy\":{\"type\":\"escalation_policy\",\"name\":\"%s\",\"escalation_rules\":[{\"escalation_delay_in_minutes\":30,\"targets\":[{\"id\":\"%s\",\"type\":\"user_reference\"}]}]}}"
                    .formatted(name, user))
            .at("/escalation_policy/id")
            .asString();
    String service =
        post(
                base,
                "/services",
                // Grouping by time keeps four thousand alerts one incident: the bench is of the
                // intake.
                "{\"service\":{\"type\":\"service\",\"name\":\"%s\",\"escalation_policy\":{\"id\":\"%s\",\"type\":\"escalation_policy_reference\"},\"alert_grouping_parameters\":{\"type\":\"time\",\"config\":{\"timeout\":0}}}}"
                    .formatted(name, policy))
            .at("/service/id")
            .asString();
    return post(
            base,
            "/services/" + service + "/integrations",
            "{\"integration\":{\"type\":\"events_api_v2_inbound_integration\",\"name\":\"Bench\"}}")
        .at("/integration/integration_key")
        .asString();
  }

  private JsonNode post(URI base, String path, String body) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Token token=" + TOKEN)
                .header("Content-Type", "application/json")
                .header("From", "ana@acme.test")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          path + " answers " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /// Debian's Alertmanager with the same alerts. It answers when they are in memory; a crash loses them.
  private void alertmanager() throws Exception {
    List<String> program = Rivals.alertmanager(folder);
    if (program == null) {
      row("Alertmanager", "not found: apt-get install prometheus-alertmanager", null, "-", "-");
      return;
    }
    int port = Ports.free();
    Path config = folder.resolve("alertmanager.yml");
    Files.writeString(config, "route:\n  receiver: none\nreceivers:\n  - name: none\n");
    var command = new ArrayList<>(program);
    command.addAll(
        List.of(
            "--config.file=" + config,
            "--storage.path=" + folder.resolve("am"),
            "--web.listen-address=127.0.0.1:" + port,
            "--cluster.listen-address=",
            "--log.level=error"));
    Process server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("alertmanager.log").toFile())
            .start();
    try {
      var url = URI.create("http://127.0.0.1:" + port + "/api/v2/alerts");
      await(server, url.resolve("/-/ready"));
      for (int batch : new int[] {1, BATCH}) {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < (batch == 1 ? KEYS : 64); i++) {
          bodies.add(LoadClient.post(url, prometheus(i, batch)));
        }
        IntFunction<byte[]> requests = i -> bodies.get(i % bodies.size());
        int senders = batch == 1 ? connections : 16;
        LoadClient.saturate(url, senders, requests, Duration.ZERO, Duration.ofSeconds(3));
        double before = cpu(server);
        LoadClient.Result result = LoadClient.saturate(url, senders, requests, Duration.ZERO, time);
        row(
            "Alertmanager, in memory, %s, %d connections"
                .formatted(batch == 1 ? "one alert a request" : "batches of " + batch, senders),
            rate(result, batch),
            result,
            String.format(
                Locale.ROOT, "%.0f", (cpu(server) - before) * 1e6 / Math.max(1, result.requests())),
            "(rival)");
      }
      row(
          "resident memory of Alertmanager",
          Machine.residentMiB(server.pid()) + " MiB",
          null,
          "-",
          "(rival)");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static String prometheus(int seed, int batch) {
    var alerts = new StringBuilder("[");
    for (int i = 0; i < batch; i++) {
      int n = (seed * batch + i) % KEYS;
      alerts
          .append(i == 0 ? "" : ",")
          .append(
              """
              {"labels":{"alertname":"DiskUsage","instance":"host-%d:9100","job":"node","severity":"warning","mountpoint":"/var/lib"},"annotations":{"summary":"Disk usage on host-%d","description":"The file system at /var/lib is nearly full."},"generatorURL":"http://prometheus.example.com/graph?g0.expr=disk"}\
              """
                  .formatted(n, n));
    }
    return alerts.append("]").toString();
  }

  /// The product as people start it, when the launcher runs the bench; otherwise from the class path.
  private Process muster(Map<String, String> environment) throws IOException {
    String launcher = System.getProperty("muster.launcher");
    if (launcher == null) {
      return java("dev.muster.app.Main", environment);
    }
    var builder = new ProcessBuilder(launcher, "run");
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("server.log").toFile())
        .start();
  }

  private Process java(String main, Map<String, String> environment, String... arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
    String more = System.getProperty("server.options", "");
    if (!more.isBlank()) {
      command.addAll(1, List.of(more.split(" ")));
    }
    command.add(main);
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("server.log").toFile())
        .start();
  }

  private void await(Process server, URI health) throws Exception {
    Instant end = Instant.now().plusSeconds(600);
    while (Instant.now().isBefore(end) && server.isAlive()) {
      try {
        HttpResponse<Void> answer =
            http.send(
                HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(2)).build(),
                HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(100);
      }
    }
    var said = new StringBuilder("the server did not start");
    for (String name : List.of("server.log", "alertmanager.log")) {
      Path log = folder.resolve(name);
      said.append(Files.exists(log) ? "\n" + name + ":\n" + Files.readString(log) : "");
    }
    throw new IllegalStateException(said.toString());
  }

  private static void stop(Process server) throws InterruptedException {
    server.destroy();
    if (!server.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)) {
      server.destroyForcibly().waitFor();
    }
  }
}
