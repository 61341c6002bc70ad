package dev.muster.bench;

import dev.muster.app.Main;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How long lists take to come when there are very many incidents and alerts. The rows are copies of real ones, over the last 30
/// days and 20 services; one incident in 500 is open. Each list is asked for in turn, over HTTP, after a warm-up.
///
/// With `--index-seconds 60` it is measured before how much processor time the house and its database need to put the words of alerts
/// into their index behind the intake: a minute with nothing to do, and a minute of catching up.
///
/// Run: `./muster bench lists`, with `--incidents 1000000`, `--alerts 5000000`, `--times 40`, `--index-seconds 0`.
public final class ListsBench {
  private static final String TOKEN = "bench0token-12345678";
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SERVICES = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;

  private ListsBench(URI base) {
    this.base = base;
  }

  public static void main(String[] arguments) throws Exception {
    long incidents = 1_000_000;
    long alerts = 5_000_000;
    int times = 40;
    int indexSeconds = 0;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--incidents" -> incidents = Long.parseLong(arguments[i + 1]);
        case "--alerts" -> alerts = Long.parseLong(arguments[i + 1]);
        case "--times" -> times = Integer.parseInt(arguments[i + 1]);
        case "--index-seconds" -> indexSeconds = Integer.parseInt(arguments[i + 1]);
        default -> throw new IllegalArgumentException("unknown flag " + arguments[i]);
      }
    }
    Path folder = Files.createTempDirectory("muster-bench-lists");
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseCompactObjectHeaders",
            "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    command
        .environment()
        .putAll(
            Map.of(
                "MUSTER_DATA",
                folder.toString(),
                "MUSTER_PORT",
                String.valueOf(port),
                "MUSTER_MACHINE_PORT",
                "0",
                "MUSTER_ADMIN_EMAIL",
                "ana@acme.test",
                "MUSTER_ADMIN_PASSWORD",
                "correct horse battery",
                "MUSTER_ADMIN_TOKEN",
                TOKEN));
    Process server =
        command
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    try {
      var bench = new ListsBench(URI.create("http://127.0.0.1:" + port));
      bench.awaitReady(server);
      List<String> services = bench.furnish();
      long began = System.nanoTime();
      try (Connection database = connect(folder)) {
        seed(database, incidents, alerts, services);
        if (indexSeconds > 0) {
          catchUp(database, server.pid(), indexSeconds);
        }
        index(database);
      }
      System.out.printf(
          Locale.ROOT,
          "%,d incidents and %,d alerts in %.0f s%n%n",
          incidents,
          alerts,
          (System.nanoTime() - began) / 1e9);
      bench.measure(services, times);
    } finally {
      server.destroy();
      server.waitFor();
      delete(folder);
    }
  }

  private void awaitReady(Process server) throws Exception {
    Instant end = Instant.now().plusSeconds(120);
    while (Instant.now().isBefore(end) && server.isAlive()) {
      try {
        if (send("GET", "/ready", null).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("the server did not start");
  }

  private HttpResponse<String> send(
      String method, String path, @org.jspecify.annotations.Nullable String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Authorization", "Token token=" + TOKEN)
            .header("Content-Type", "application/json")
            .header("From", "ana@acme.test")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode post(String path, String body) throws Exception {
    HttpResponse<String> answer = send("POST", path, body);
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(path + " answers " + answer.statusCode() + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /// Services, an open incident that an event made, and a resolved one.
  private List<String> furnish() throws Exception {
    String me = JSON.readTree(send("GET", "/users/me", null).body()).at("/user/id").asString();
    String policy =
        post(
                "/escalation_policies",
                "{\"escalation_policy\":{\"name\":\"P\",\"escalation_rules\":[{\"escalation_delay_in_minutes\":30,\"targets\":[{\"id\":\"%s\",\"type\":\"user_reference\"}]}]}}"
                    .formatted(me))
            .at("/escalation_policy/id")
            .asString();
    var services = new ArrayList<String>();
    for (int i = 0; i < SERVICES; i++) {
      services.add(
          post(
                  "/services",
                  "{\"service\":{\"name\":\"S%d\",\"escalation_policy\":{\"id\":\"%s\",\"type\":\"escalation_policy_reference\"}}}"
                      .formatted(i, policy))
              .at("/service/id")
              .asString());
    }
    String key =
        post(
                "/services/" + services.getFirst() + "/integrations",
                "{\"integration\":{\"type\":\"events_api_v2_inbound_integration\",\"name\":\"B\"}}")
            .at("/integration/integration_key")
            .asString();
    for (String dedup : List.of("open", "done")) {
      post(
          "/v2/enqueue",
          "{\"routing_key\":\"%s\",\"event_action\":\"trigger\",\"dedup_key\":\"%s\",\"payload\":{\"summary\":\"Disk of host-1 is full\",\"source\":\"host-1.example.com\",\"severity\":\"critical\"}}"
              .formatted(key, dedup));
    }
    awaitIncidents("statuses[]=triggered", 2);
    post(
        "/v2/enqueue",
        "{\"routing_key\":\"%s\",\"event_action\":\"resolve\",\"dedup_key\":\"done\"}"
            .formatted(key));
    awaitIncidents("statuses[]=resolved", 1);
    return services;
  }

  private void awaitIncidents(String filter, int count) throws Exception {
    for (int i = 0; i < 600; i++) {
      var answer = JSON.readTree(send("GET", "/incidents?" + filter, null).body());
      if (answer.get("incidents").size() >= count) {
        return;
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("no incident");
  }

  private static Connection connect(Path folder) throws IOException, SQLException {
    Path running;
    Path password;
    try (Stream<Path> files = Files.walk(folder, 6)) {
      List<Path> all = files.toList();
      running =
          all.stream().filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
      password = all.stream().filter(file -> file.endsWith("password")).findFirst().orElseThrow();
    }
    String port = Files.readAllLines(running).get(3);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/muster",
        "muster",
        Files.readString(password).strip());
  }

  /// Copies the two incidents and their alerts: 499 of the resolved one for one of the open one.
  private static void seed(Connection database, long incidents, long alerts, List<String> services)
      throws SQLException {
    String service = "(array['" + String.join("','", services) + "'])[1 + g % " + SERVICES + "]";
    String id = "'QSEED' || lpad(g::text, 9, '0')";
    String at = "now() - interval '30 days' * (1 - g / " + incidents + ".0)";
    copy(
        database,
        "mobilize",
        "response",
        incidents,
        "case when g % 500 = 0 then t.status <> 'resolved' else t.status = 'resolved' end",
        Map.of(
            "incident_id",
            id,
            "number",
            "1000 + g",
            "service_id",
            service,
            "created_at",
            at,
            "resolved_at",
            "case when t.resolved_at is null then null else " + at + " end",
            "next_due_at",
            "null",
            "body",
            "replace(t.body::text, t.incident_id, "
                + id
                + ")::jsonb || jsonb_build_object('due', '[]'::jsonb)"));
    copy(
        database,
        "correlate",
        "incident",
        incidents,
        "case when g % 500 = 0 then t.open else not t.open end",
        Map.of(
            "id", id,
            "number", "1000 + g",
            "service_id", service,
            "formed_at", at,
            "incident_key", "'seed/' || g"));
    copy(
        database,
        "alert",
        "alert",
        alerts,
        "t.status = 'resolved'",
        Map.of(
            "id",
            "'RSEED' || lpad(g::text, 9, '0')",
            "service_id",
            service,
            "dedup_key",
            "'seed/' || g",
            "summary",
            "case when g % 100000 = 7 then 'Certificate of gateway ' || g else 'Disk of host-'"
                + " || g % 5000 || ' is full' end",
            "first_seen_at",
            "now() - interval '30 days' * (1 - g / " + alerts + ".0)"));
  }

  /// Lets the house put words into the index, as it does behind its intake, and says what that costs.
  private static void catchUp(Connection database, long house, int seconds) throws Exception {
    try (Statement statement = database.createStatement()) {
      statement.execute("update alert.search_position set reached = now()");
      calm(house);
      double idle = cpuOver(house, seconds);
      statement.execute("update alert.search_position set reached = 'epoch'");
      double busy = cpuOver(house, seconds);
      statement.execute("update alert.search_position set reached = now()");
      try (var indexed = statement.executeQuery("select count(*) from alert.search")) {
        indexed.next();
        System.out.printf(
            Locale.ROOT,
            "catching up: %,d alerts in %d s, CPU %.2f s instead of %.2f s, %.0f us each%n",
            indexed.getLong(1),
            seconds,
            busy,
            idle,
            (busy - idle) * 1e6 / Math.max(1, indexed.getLong(1)));
      }
    }
  }

  /// Waits until the house has done with what was put into its database: until it takes no more than a twentieth of a core, or no less
  /// than in the five seconds before; two minutes at most.
  private static void calm(long house) throws InterruptedException {
    double before = Double.MAX_VALUE;
    for (int i = 0; i < 24; i++) {
      double now = cpuOver(house, 5);
      if (now < 0.25 || now > 0.9 * before) {
        return;
      }
      before = now;
    }
  }

  private static double cpuOver(long process, int seconds) throws InterruptedException {
    double before = Machine.cpuSeconds(process);
    Thread.sleep(seconds * 1_000L);
    return Machine.cpuSeconds(process) - before;
  }

  private static void index(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      // What the house does behind its intake, in one go, and with the time that it takes.
      long began = System.nanoTime();
      int indexed =
          statement.executeUpdate(
              """
              insert into alert.search (alert_id, service_id, first_seen_at, words)
              select a.id, a.service_id, a.first_seen_at, concat_ws(E'\\n', a.summary, a.source, a.component, a.class)
              from alert.alert a where not exists (select from alert.search s where s.alert_id = a.id)
              """);
      statement.execute("update alert.search_position set reached = now()");
      System.out.printf(
          Locale.ROOT,
          "words of %,d alerts indexed, %.1f us each%n",
          indexed,
          (System.nanoTime() - began) / 1e3 / Math.max(1, indexed));
      statement.execute("vacuum (analyze) alert.search");
      statement.execute("vacuum (analyze) mobilize.response");
      statement.execute("vacuum (analyze) correlate.incident");
      statement.execute("vacuum (analyze) alert.alert");
    }
  }

  private static void copy(
      Connection database,
      String schema,
      String table,
      long rows,
      String template,
      Map<String, String> changes)
      throws SQLException {
    var values = new ArrayList<String>();
    var columns = new ArrayList<String>();
    try (var all = database.getMetaData().getColumns(null, schema, table, null)) {
      while (all.next()) {
        String column = all.getString("COLUMN_NAME");
        columns.add(column);
        values.add(changes.getOrDefault(column, "t." + column));
      }
    }
    String name = schema + "." + table;
    try (Statement statement = database.createStatement()) {
      // A copy of the templates, so that the rows that come are not read as such.
      statement.execute("create temporary table template as select * from " + name);
      statement.execute(
          "insert into %s (%s) select %s from generate_series(1, %d) g join lateral (select * from template t where %s limit 1) t on true"
              .formatted(
                  name, String.join(", ", columns), String.join(", ", values), rows, template));
      statement.execute("drop table template");
    }
  }

  private void measure(List<String> services, int times) throws Exception {
    String since =
        Instant.now().minus(31, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString();
    String open = "statuses[]=triggered&statuses[]=acknowledged";
    var lists = new LinkedHashMap<String, String>();
    lists.put("incidents, open, newest first", "/incidents?sort_by=created_at:desc&" + open);
    lists.put("incidents, open", "/incidents?" + open);
    lists.put("incidents, open, all times", "/incidents?date_range=all&" + open);
    lists.put("incidents, open, with total", "/incidents?total=true&" + open);
    lists.put("incidents, all", "/incidents?since=" + since);
    lists.put("incidents, all, newest first", "/incidents?sort_by=created_at:desc&since=" + since);
    lists.put("incidents, offset 9,900", "/incidents?limit=100&offset=9900&since=" + since);
    lists.put("incidents, with total", "/incidents?total=true&since=" + since);
    lists.put("incidents, all times, with total", "/incidents?total=true&date_range=all&limit=100");
    lists.put("incidents of a service", "/incidents?service_ids[]=" + services.get(3));
    lists.put(
        "incidents of a service, with total",
        "/incidents?total=true&service_ids[]=" + services.get(3));
    lists.put(
        "incidents, high urgency, newest first",
        "/incidents?urgencies[]=high&sort_by=created_at:desc");
    lists.put(
        "incidents, resolved, by resolution",
        "/incidents?statuses[]=resolved&sort_by=resolved_at:desc");
    lists.put("alerts", "/alerts");
    lists.put("alerts, open", "/alerts?statuses[]=triggered");
    lists.put("alerts of a service", "/alerts?service_ids[]=" + services.get(3));
    lists.put("alerts, critical, with total", "/alerts?severities[]=critical&total=true");
    lists.put("alerts, a word in nearly all", "/alerts?query=disk");
    lists.put("alerts, a word in nearly all, with total", "/alerts?query=disk&total=true");
    lists.put("alerts, a word in few", "/alerts?query=certificate");
    lists.put("alerts, a word in few, with total", "/alerts?query=certificate&total=true");
    lists.put("alerts, one host", "/alerts?query=host-4711");
    lists.put("alerts, a word in none", "/alerts?query=unheard");
    lists.put("alerts, a word, open ones", "/alerts?query=disk&statuses[]=triggered");
    lists.put(
        "alerts of a service, a word in few",
        "/alerts?query=certificate&service_ids[]=" + services.get(7));
    lists.put(
        "alerts, a word in nearly all, with a rare severity",
        "/alerts?query=disk&severities[]=info");
    lists.put(
        "alerts, a word in nearly all, with a rare severity and total",
        "/alerts?query=disk&severities[]=info&total=true");
    lists.put(
        "alerts, a word in few, with a severity",
        "/alerts?query=certificate&severities[]=critical");
    lists.put("alerts, a word in nearly all, with a key", "/alerts?query=disk&alert_key=seed/77");
    lists.put(
        "alerts, a word in nearly all, offset 9,900", "/alerts?query=disk&limit=100&offset=9900");
    lists.put("alerts, no letters", "/alerts?query=" + "-".repeat(3));
    lists.put("alerts, Cyrillic", "/alerts?query=%D0%B6%D1%83%D0%BA");
    lists.put("alerts, a version", "/alerts?query=1.2");
    lists.put("incidents, part of a title", "/incidents?date_range=all&query=host-1");
    System.out.println("| list | p50 ms | p95 ms | budget |");
    System.out.println("|---|---|---|---|");
    for (var list : lists.entrySet()) {
      String path = list.getValue().replace("[", "%5B").replace("]", "%5D");
      long[] took = new long[times];
      for (int i = -5; i < times; i++) {
        long began = System.nanoTime();
        HttpResponse<String> answer = send("GET", path, null);
        if (answer.statusCode() != 200) {
          throw new IllegalStateException(path + " answers " + answer.statusCode() + answer.body());
        }
        if (i >= 0) {
          took[i] = System.nanoTime() - began;
        }
      }
      Arrays.sort(took);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f | p95 < 100 ms |%n",
          list.getKey(),
          took[times / 2] / 1e6,
          took[(int) (times * 0.95)] / 1e6);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
