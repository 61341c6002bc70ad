package dev.muster.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Option;

/// How many facts of alerts a second become incidents, durably, and how far that lags behind what alerts say: a storm opens alerts, and
/// then closes and opens them again while all of them stand open.
///
/// Run: `./muster bench correlate`, with `--alerts 100000` open alerts, `--services 20` that they are spread over, and `--grouping
/// time|intelligent|none`.
public final class CorrelateBench {
  private static final int BATCH = 200;
  private static final int SENDERS = 8;

  /// How often it is looked how far everybody is.
  private static final Duration LOOK = Duration.ofMillis(50);

  /// What was said and what had been read of it at some moment.
  private record Look(long nanos, long said, long read) {}

  private final TrialHouse house;
  private final List<URI> doors = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private CorrelateBench(TrialHouse house) {
    this.house = house;
  }

  private static final class Options extends Arguments {
    @Option(names = "--alerts", description = "Alerts that are opened.")
    private int alerts = 100_000;

    @Option(names = "--services", description = "Services that they come to.")
    private int services = 20;

    @Option(names = "--grouping", description = "How these group: none, time or content.")
    private String grouping = "time";
  }

  public static void main(String[] arguments) throws Exception {
    var options = Arguments.read("correlate", new Options(), arguments);
    int alerts = options.alerts;
    int services = options.services;
    String grouping = options.grouping;
    try (var house = TrialHouse.start("1g", Map.of())) {
      var bench = new CorrelateBench(house);
      bench.setUp(services, grouping);
      System.out.println(
          "| grouping by %s | facts | said, a second | read, a second | behind p50 s | p99 s | CPU us a fact: JVM + PostgreSQL |"
              .formatted(grouping));
      System.out.println("|---|---|---|---|---|---|---|");
      bench.phase("opening " + alerts, 0, alerts, "firing");
      int again = alerts / 5;
      bench.phase("closing a fifth of them", 0, again, "resolved");
      bench.phase("opening these again", 0, again, "firing");
    }
  }

  private void setUp(int services, String grouping) throws Exception {
    String user = house.get("/users/me").at("/user/id").asString();
    String policy =
        house
            .post(
                "/escalation_policies",
                "{\"escalation_policy\":{\"type\":\"escalation_policy\",\"name\":\"C\",\"escalation_rules\":[{\"escalation_delay_in_minutes\":30,\"targets\":[{\"id\":\"%s\",\"type\":\"user_reference\"}]}]}}"
                    .formatted(user))
            .at("/escalation_policy/id")
            .asString();
    String parameters =
        grouping.equals("none")
            ? ""
            : ",\"alert_grouping_parameters\":{\"type\":\"%s\",\"config\":{%s}}"
                .formatted(grouping, grouping.equals("time") ? "\"timeout\":0" : "");
    for (int i = 0; i < services; i++) {
      String service =
          house
              .post(
                  "/services",
                  "{\"service\":{\"type\":\"service\",\"name\":\"C%d\",\"escalation_policy\":{\"id\":\"%s\",\"type\":\"escalation_policy_reference\"}%s}}"
                      .formatted(i, policy, parameters))
              .at("/service/id")
              .asString();
      String key =
          house
              .post(
                  "/services/" + service + "/integrations",
                  "{\"integration\":{\"type\":\"events_api_v2_inbound_integration\",\"name\":\"C\"}}")
              .at("/integration/integration_key")
              .asString();
      doors.add(house.address().resolve("/integrations/alertmanager/" + key));
    }
  }

  private void phase(String what, int from, int to, String status) throws Exception {
    try (Connection connection = PageStages.database(house.data())) {
      var looks = new ArrayList<Look>();
      var over = new AtomicBoolean();
      double cpu = Machine.cpuSeconds(house.pid());
      double own = Machine.ownCpuSeconds(house.pid());
      looks.add(look(connection));
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  send(from, to, status);
                } finally {
                  over.set(true);
                }
              });
      do {
        Thread.sleep(LOOK);
        looks.add(look(connection));
      } while (!over.get() || looks.getLast().read() < looks.getLast().said());
      sender.join();
      own = Machine.ownCpuSeconds(house.pid()) - own;
      print(what, looks, own, Machine.cpuSeconds(house.pid()) - cpu - own);
    }
  }

  private void send(int from, int to, String status) {
    var next = new AtomicInteger(from / BATCH);
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < SENDERS; i++) {
        all.add(
            senders.submit(() -> {
              for (int batch = next.getAndIncrement();
                  batch < to / BATCH;
                  batch = next.getAndIncrement()) {
                post(doors.get(batch % doors.size()), body(batch, status));
              }
              return null;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (Exception failure) {
      throw new IllegalStateException("the senders failed", failure);
    }
  }

  private void post(URI door, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(door)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    while (true) {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status == 202) {
        return;
      }
      if (status != 503) {
        throw new IllegalStateException("a batch is answered " + status);
      }
      Thread.sleep(20); // the inbox is full
    }
  }

  private static String body(int batch, String status) {
    var text = new StringBuilder();
    for (int i = 0; i < BATCH; i++) {
      int number = batch * BATCH + i;
      text.append(i == 0 ? "" : ",")
          .append(
              """
              {"status":"%s","labels":{"alertname":"Check%d","instance":"host-%d:9100","severity":"warning"},"annotations":{"summary":"Check %d of host-%d fails"},"startsAt":"2026-03-02T08:50:00.000Z","endsAt":"%s","fingerprint":"%016x"}\
              """
                  .formatted(
                      status,
                      number % 50,
                      number / 50,
                      number % 50,
                      number / 50,
                      status.equals("firing") ? "0001-01-01T00:00:00Z" : "2026-03-02T09:00:00.000Z",
                      0x5bd1e995L * (number + 1)));
    }
    return "{\"version\":\"4\",\"groupKey\":\"g\",\"status\":\"%s\",\"receiver\":\"m\",\"alerts\":[%s]}"
        .formatted(status, text);
  }

  private static Look look(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select (select coalesce(sum(last), 0) from platform.topic where topic = 'alert'),
                  (select coalesce(sum(sequence), 0) from platform.reading
                   where reader = 'correlate.alerts' and topic = 'alert')
                """)) {
      row.next();
      return new Look(System.nanoTime(), row.getLong(1), row.getLong(2));
    }
  }

  private static void print(String what, List<Look> looks, double own, double others) {
    Look first = looks.getFirst();
    Look last = looks.getLast();
    long facts = last.said() - first.said();
    long saidBy =
        looks.stream().filter(look -> look.said() == last.said()).findFirst().orElse(last).nanos();
    long[] behind = new long[looks.size()];
    for (int i = 0; i < behind.length; i++) {
      Look at = looks.get(i);
      long since =
          looks.subList(i, looks.size()).stream()
              .filter(later -> later.read() >= at.said())
              .findFirst()
              .orElse(last)
              .nanos();
      behind[i] = since - at.nanos();
    }
    Arrays.sort(behind);
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %,.0f | %,.0f | %.2f | %.2f | %.0f + %.0f |%n",
        what,
        facts,
        facts / ((saidBy - first.nanos()) / 1e9),
        facts / ((last.nanos() - first.nanos()) / 1e9),
        behind[behind.length / 2] / 1e9,
        behind[(int) (behind.length * 0.99)] / 1e9,
        own * 1e6 / Math.max(1, facts),
        others * 1e6 / Math.max(1, facts));
  }
}
