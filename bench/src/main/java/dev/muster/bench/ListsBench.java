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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How long lists take to come when there are very many incidents and alerts. The rows are copies of real ones, over the last 30
/// days and 20 services; one incident in 500 and one alert in 1,000 is open. Four log entries, two messages and one page are written
/// for each incident. The house puts the words of all alerts into their index itself, and how long that takes and what it costs is
/// said. Then each list is asked for in turn, over HTTP, after a warm-up.
///
/// Run: `./muster bench lists`, with `--incidents 1000000`, `--alerts 10000000`, `--times 40`, `--only PART` for lists with that in
/// their name, and `--folder DIR` to keep what was made there and use it again.
public final class ListsBench {
  private static final String TOKEN = "bench0token-12345678";
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SERVICES = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;

  private ListsBench(URI base) {
    this.base = base;
  }

  private static final class Options extends Arguments {
    @Option(names = "--incidents", description = "Incidents that are made.")
    private long incidents = 1_000_000;

    @Option(names = "--alerts", description = "Alerts that are made.")
    private long alerts = 10_000_000;

    @Option(names = "--times", description = "How often each list is asked for.")
    private int times = 40;

    @Option(names = "--only", description = "Lists whose names hold this.")
    private String only = "";

    @Option(names = "--folder", description = "Keeps what was made here, for the next time.")
    private @Nullable Path folder;
  }

  public static void main(String[] arguments) throws Exception {
    var options = Arguments.read("lists", new Options(), arguments);
    long incidents = options.incidents;
    long alerts = options.alerts;
    int times = options.times;
    String only = options.only;
    Path kept = options.folder;
    Path folder =
        kept == null
            ? Files.createTempDirectory("muster-bench-lists")
            : Files.createDirectories(kept);
    boolean made = Files.exists(folder.resolve("services"));
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
      List<String> services =
          made ? Files.readAllLines(folder.resolve("services")) : bench.furnish();
      if (!made) {
        long began = System.nanoTime();
        try (Connection database = connect(folder)) {
          seed(database, incidents, alerts, services);
          catchUp(database, server.pid());
          settle(database);
        }
        System.out.printf(
            Locale.ROOT,
            "%,d incidents and %,d alerts in %.0f s%n%n",
            incidents,
            alerts,
            (System.nanoTime() - began) / 1e9);
        Files.write(folder.resolve("services"), services);
      }
      bench.measure(services, times, only);
    } finally {
      server.destroy();
      server.waitFor();
      if (kept == null) {
        delete(folder);
      }
    }
  }

  private void awaitReady(Process server) throws Exception {
    Instant end = Instant.now().plusSeconds(600);
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
    post(
        "/v2/change/enqueue",
        "{\"routing_key\":\"%s\",\"payload\":{\"summary\":\"Build 1.2.3 is live\",\"source\":\"ci\"}}"
            .formatted(key));
    await("/change_events", "change_events", 1);
    await("/log_entries", "log_entries", 4);
    return services;
  }

  private void awaitIncidents(String filter, int count) throws Exception {
    await("/incidents?" + filter, "incidents", count);
  }

  private void await(String path, String plural, int count) throws Exception {
    for (int i = 0; i < 600; i++) {
      var answer = JSON.readTree(send("GET", path, null).body());
      if (answer.get(plural).size() >= count) {
        return;
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("too few " + plural);
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
        "case when g % 1000 = 500 then t.status <> 'resolved' else t.status = 'resolved' end",
        Map.of(
            "id",
            "'RSEED' || lpad(g::text, 9, '0')",
            "service_id",
            service,
            "dedup_key",
            "'seed/' || g",
            "severity",
            "case when g % 1000000 = 3 then 'info' when g % 10 = 1 then 'warning' else t.severity end",
            "summary",
            """
            case
              when g % 100000 = 7 then 'Certificate of gateway ' || g
              when g % 100000 = 8 then 'Жёсткий диск ' || g || ' заполнен'
              when g % 100000 = 9 then '主机磁盘已满 ' || g
              when g % 100000 = 10 then 'Version 1.2.' || g || ' of /srv/shop does not answer'
              when g between ALERTS / 20 and ALERTS / 20 + ALERTS / 100 then 'Network of rack ' || g % 100 || ' is slow'
              else 'Disk of host-' || g % 5000 || ' is full' end
            """
                .replace("ALERTS", String.valueOf(alerts)),
            "first_seen_at",
            "now() - interval '30 days' * (1 - g / " + alerts + ".0)"));
    String when = "now() - interval '30 days' * (1 - g / %d.0)";
    copy(
        database,
        "respond",
        "log_entry",
        incidents * 4,
        "t.type = (array(select type from template order by sequence))[1 + g % 4]",
        Map.of(
            "id",
            "'LSEED' || lpad(g::text, 9, '0')",
            "incident_id",
            "'QSEED' || lpad((g / 4)::text, 9, '0')",
            "service_id",
            service,
            "at",
            when.formatted(incidents * 4)));
    copy(
        database,
        "signal",
        "change",
        incidents,
        "true",
        Map.of(
            "id",
            "'CSEED' || lpad(g::text, 9, '0')",
            "service_id",
            service,
            "happened_at",
            when.formatted(incidents)));
    copy(
        database,
        "access",
        "audit",
        incidents,
        "true",
        Map.of(
            "id", "'ASEED' || lpad(g::text, 9, '0')",
            "sequence", "1000000 + g",
            "at", when.formatted(incidents)));
    try (Statement statement = database.createStatement()) {
      statement.execute(
          """
          insert into platform.parcel (id, owner, channel, idempotency_key, priority, about, address, payload, created_at, state,
            attempts, ended_at, last_word)
          select 'PSEED' || g, 'mobilize', 'email', 'seed/' || g, 0, 'QSEED' || lpad((g / 2)::text, 9, '0'), 'ana@acme.test', '{}',
            %1$s, case when g %% 1000 = 1 then 'failed' else 'handed' end, 1, %1$s, 'Accepted.'
          from generate_series(1, %2$d) g
          """
              .formatted(when.formatted(incidents * 2), incidents * 2));
      // One incident of so many alerts, formed by the first of them; their ways are as their
      // followers write them.
      long each = Math.max(1, alerts / incidents);
      statement.execute(
          """
          insert into improve.alert_way (alert_id, integration_id, service_id, rule_id, dedup_key, opened_at, kept_back, incident_id, formed)
          select id, integration_id, service_id, '', dedup_key, first_seen_at, false,
            'QSEED' || lpad((substr(id, 6)::bigint / %1$d)::text, 9, '0'), substr(id, 6)::bigint %% %1$d = 0
          from alert.alert where id like 'RSEED%%'
          on conflict do nothing
          """
              .formatted(each));
      statement.execute(
          """
          insert into improve.incident_way (incident_id, number, service_id, title, formed_at, alert_id)
          select r.incident_id, r.number, r.service_id, r.title, r.created_at,
            'RSEED' || lpad((substr(r.incident_id, 6)::bigint * %d)::text, 9, '0')
          from mobilize.response r where r.incident_id like 'QSEED%%'
          on conflict do nothing
          """
              .formatted(each));
      statement.execute(
          """
          insert into improve.page_sent (notification_id, incident_id, user_id, channel, sent_at)
          select 'NSEED' || incident_id, incident_id, 'PANA', 'email', formed_at from improve.incident_way
          where incident_id like 'QSEED%'
          on conflict do nothing
          """);
    }
  }

  /// Lets the house put the words of all alerts into their index, and says what that costs.
  private static void catchUp(Connection database, long house) throws Exception {
    try (Statement statement = database.createStatement()) {
      calm(house);
      double before = Machine.cpuSeconds(house);
      long began = System.nanoTime();
      statement.execute("update alert.search_position set reached = 'epoch'");
      while (true) {
        Thread.sleep(1_000);
        try (var row =
            statement.executeQuery(
                "select reached > (select max(first_seen_at) - interval '1 second' from alert.alert) from alert.search_position")) {
          row.next();
          if (row.getBoolean(1)) {
            break;
          }
        }
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      try (var row = statement.executeQuery("select count(*) from alert.search")) {
        row.next();
        System.out.printf(
            Locale.ROOT,
            "words of %,d alerts indexed by the house in %.0f s, %.0f us of CPU each%n",
            row.getLong(1),
            seconds,
            (Machine.cpuSeconds(house) - before) * 1e6 / Math.max(1, row.getLong(1)));
      }
      try (var sizes =
          statement.executeQuery(
              """
              select n.nspname || '.' || c.relname, pg_size_pretty(pg_total_relation_size(c.oid)),
                pg_size_pretty(pg_relation_size(c.oid))
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind = 'r' order by pg_total_relation_size(c.oid) desc limit 8
              """)) {
        while (sizes.next()) {
          System.out.printf(
              "%s: %s, without indexes %s%n",
              sizes.getString(1), sizes.getString(2), sizes.getString(3));
        }
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

  /// What the database's own care does in time.
  private static void settle(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      for (String table :
          List.of(
              "alert.search",
              "mobilize.response",
              "correlate.incident",
              "alert.alert",
              "respond.log_entry",
              "signal.change",
              "access.audit",
              "platform.parcel",
              "improve.alert_way",
              "improve.incident_way",
              "improve.page_sent")) {
        statement.execute("vacuum (analyze) " + table);
      }
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
        if (all.getString("IS_AUTOINCREMENT").equals("YES")) {
          continue;
        }
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

  private void measure(List<String> services, int times, String only) throws Exception {
    String since =
        Instant.now().minus(31, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS).toString();
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
    lists.put("alerts, Cyrillic, in none", "/alerts?query=%D0%B6%D1%83%D0%BA");
    lists.put("alerts, Cyrillic, in few", "/alerts?query=%D0%94%D0%B8%D1%81%D0%BA");
    lists.put("alerts, two Chinese characters", "/alerts?query=%E7%A3%81%E7%9B%98");
    lists.put("alerts, a version", "/alerts?query=1.2");
    lists.put("alerts, a version, with total", "/alerts?query=1.2.&total=true");
    lists.put("alerts, a path", "/alerts?query=/srv/shop");
    lists.put("alerts, two letters", "/alerts?query=zq");
    lists.put("alerts, a word of a storm of last month", "/alerts?query=network");
    lists.put(
        "alerts, a word of a storm of last month, with total", "/alerts?query=network&total=true");
    lists.put(
        "alerts, a word of a storm of last month, with a severity",
        "/alerts?query=network&severities[]=warning&total=true");
    lists.put(
        "alerts, a word in nearly all, of a service, with a severity and total",
        "/alerts?query=disk&severities[]=warning&total=true&service_ids[]=" + services.get(7));
    lists.put("alerts, a rare severity, with total", "/alerts?severities[]=info&total=true");
    lists.put(
        "alerts of a service, a rare severity",
        "/alerts?severities[]=info&service_ids[]=" + services.get(7));
    lists.put("incidents, part of a title", "/incidents?date_range=all&query=host-1");
    lists.put(
        "incidents, part of a title that none has", "/incidents?date_range=all&query=unheard");
    lists.put(
        "incidents, part of a title, Cyrillic",
        "/incidents?date_range=all&query=%D0%B6%D1%83%D0%BA");
    lists.put("incidents, part of a title, a version", "/incidents?date_range=all&query=1.2");
    lists.put("log entries", "/log_entries?limit=100&since=" + since);
    lists.put("log entries, with total", "/log_entries?total=true&since=" + since);
    lists.put("log entries, offset 9,900", "/log_entries?limit=100&offset=9900&since=" + since);
    lists.put("log entries, the short version", "/log_entries?is_overview=true&since=" + since);
    lists.put("change events", "/change_events?limit=100");
    lists.put("change events, with total", "/change_events?total=true");
    lists.put(
        "change events of a service, with total",
        "/services/" + services.get(3) + "/change_events?total=true");
    lists.put("deliveries", "/deliveries?limit=100");
    lists.put("deliveries, with total", "/deliveries?total=true");
    lists.put("deliveries, failed", "/deliveries?state=failed&total=true");
    lists.put(
        "deliveries, handed over, offset 9,900", "/deliveries?state=handed&limit=100&offset=9900");
    lists.put("audit", "/audit/records?limit=100&since=" + since);
    lists.put(
        "audit, of a resource", "/audit/records?root_resource_types[]=services&since=" + since);
    for (String list : List.of("alerts", "incidents", "pages")) {
      lists.put("funnel, " + list, "/noise/funnel/" + list + "?limit=100");
      lists.put("funnel, " + list + ", with total", "/noise/funnel/" + list + "?total=true");
      lists.put(
          "funnel, " + list + ", 30 days, with total",
          "/noise/funnel/" + list + "?total=true&since=" + since);
    }
    lists.put(
        "funnel, alerts that formed an incident, 30 days",
        "/noise/funnel/alerts?of=formed_incident&since=" + since);
    System.out.println("| list | p50 ms | p95 ms | rows, total, all |");
    System.out.println("|---|---|---|---|");
    for (var list : lists.entrySet()) {
      if (!list.getKey().contains(only)) {
        continue;
      }
      String path = list.getValue().replace("[", "%5B").replace("]", "%5D");
      long[] took = new long[times];
      String said = "";
      for (int i = -5; i < times; i++) {
        long began = System.nanoTime();
        HttpResponse<String> answer = send("GET", path, null);
        if (answer.statusCode() != 200) {
          System.out.println(path + " answers " + answer.statusCode() + " " + answer.body());
          took[Math.max(0, i)] = System.nanoTime() - began;
          break;
        }
        said = said(answer.body());
        if (i >= 0) {
          took[i] = System.nanoTime() - began;
        }
      }
      Arrays.sort(took);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f | %s |%n",
          list.getKey(),
          took[times / 2] / 1e6,
          took[(int) (times * 0.95)] / 1e6,
          said);
    }
  }

  /// How many rows came, the total, and for a search whether everything was searched.
  private static String said(String body) {
    JsonNode answer = JSON.readTree(body);
    int rows =
        answer.properties().stream()
            .map(Map.Entry::getValue)
            .filter(JsonNode::isArray)
            .mapToInt(JsonNode::size)
            .findFirst()
            .orElse(0);
    return rows
        + (answer.hasNonNull("total") ? ", " + answer.get("total").asString() : "")
        + (answer.has("searched_all") && !answer.get("searched_all").asBoolean()
            ? ", back to " + answer.path("searched_back_to").asString()
            : "");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
