package dev.muster.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Kills Muster with `kill -9` at random points under load, again and again on the same data folder, and then asks the REST API: is
/// every event that was answered 202 exactly one incident? Every fourth time PostgreSQL is killed in the same instant. With
/// `--of database` only PostgreSQL is killed, the whole server or one of its processes in turns, and Muster lives on: what it remembers
/// must not be ahead of what the database kept.
///
/// Run: `./muster bench kill --times 200`, `./muster bench kill --times 50 --of database`
public final class KillBench {
  static final String TOKEN = "kill0token+123456789";
  private static final int SENDERS = 8;

  /// How long a start may take; on a machine with much else to do it is over a minute.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private int port;
  private final int machinePort;
  private final Random random;

  /// What was found at the end.
  ///
  /// @param accepted events answered 202
  /// @param refused events answered with anything else, or not at all
  /// @param lost accepted events without an incident
  /// @param doubled events with more than one incident
  /// @param untold incidents of which nobody was told and no reason was given
  public record Outcome(int kills, int accepted, int refused, int lost, int doubled, int untold) {}

  private KillBench(Path folder, long seed) throws IOException {
    this(folder, new Random(seed), Ports.free(), Ports.free());
  }

  KillBench(Path folder, Random random, int port, int machinePort) {
    this.folder = folder;
    this.port = port;
    this.machinePort = machinePort;
    this.random = random;
  }

  /// Asks another node from now on.
  void ask(int otherPort) {
    this.port = otherPort;
  }

  private static final class Options extends Arguments {
    @Option(names = "--times", description = "How often it is killed.")
    private int times = 200;

    @Option(
        names = "--seed",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "The same seed kills at the same moments.")
    private long seed = System.nanoTime();

    @Option(names = "--of", description = "What is killed: muster or database.")
    private Victim victim = Victim.MUSTER;
  }

  public static void main(String[] arguments) throws Exception {
    var options = Arguments.read("kill", new Options(), arguments);
    int times = options.times;
    long seed = options.seed;
    Victim victim = options.victim;
    Path folder = Files.createTempDirectory("muster-kill");
    System.out.println("seed " + seed + ", folder " + folder);
    Outcome outcome = run(folder, victim, times, seed);
    System.out.printf(
        "%d kills: %d events accepted, %d refused, %d lost, %d doubled, %d untold%n",
        outcome.kills(),
        outcome.accepted(),
        outcome.refused(),
        outcome.lost(),
        outcome.doubled(),
        outcome.untold());
    System.exit(outcome.lost() + outcome.doubled() + outcome.untold() == 0 ? 0 : 1);
  }

  /// Who is killed.
  public enum Victim {
    MUSTER,
    DATABASE
  }

  /// Runs the whole drill.
  public static Outcome run(Path folder, Victim victim, int times, long seed) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var bench = new KillBench(folder, seed);
    return switch (victim) {
      case MUSTER -> bench.play(times);
      case DATABASE -> bench.playWithoutDatabase(times);
    };
  }

  private Outcome play(int times) throws Exception {
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    var refused = new AtomicInteger();
    String key = "";
    Instant began = Instant.now().minusSeconds(60);
    for (int kill = 0; kill < times; kill++) {
      Process muster = start();
      try {
        if (kill == 0) {
          key = setUp();
        }
        load(muster::destroyForcibly, key, kill, accepted, refused);
      } finally {
        killAll(muster, kill % 4 == 3);
      }
      if (kill % 10 == 9) {
        System.out.println((kill + 1) + " kills, " + accepted.size() + " events accepted");
      }
    }
    Process muster = start();
    try {
      return look(times, began, accepted, refused.get());
    } finally {
      end(muster);
    }
  }

  private Outcome playWithoutDatabase(int times) throws Exception {
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    var refused = new AtomicInteger();
    Instant began = Instant.now().minusSeconds(60);
    Process muster = start();
    try {
      String key = setUp();
      for (int kill = 0; kill < times; kill++) {
        boolean whole = kill % 2 == 0;
        load(() -> killDatabase(muster, whole), key, kill, accepted, refused);
        String after = "event after " + kill;
        Instant end = Instant.now().plus(PATIENCE);
        while (!send(key, after)) {
          if (Instant.now().isAfter(end)) {
            throw new IllegalStateException(
                "no event is accepted any more; the end of the log:\n"
                    + tail(folder.resolve("muster.log")));
          }
          Thread.sleep(50);
        }
        accepted.add(after);
      }
      return look(times, began, accepted, refused.get());
    } finally {
      end(muster);
    }
  }

  /// Kills the server, or one of the processes that work for a connection: then the server throws all others out and recovers.
  private void killDatabase(Process muster, boolean whole) {
    List<ProcessHandle> processes =
        muster
            .descendants()
            .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
            .toList();
    if (whole) {
      processes.forEach(ProcessHandle::destroyForcibly);
    } else if (!processes.isEmpty()) {
      processes.getLast().destroyForcibly();
    }
  }

  private void load(
      Runnable strike, String key, int round, Set<String> accepted, AtomicInteger refused)
      throws InterruptedException {
    var stop = new AtomicBoolean();
    var threads = new ArrayList<Thread>();
    for (int sender = 0; sender < SENDERS; sender++) {
      int number = sender;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; !stop.get() && i < 40; i++) {
                  String name = "event " + round + "-" + number + "-" + i;
                  if (send(key, name)) {
                    accepted.add(name);
                  } else {
                    refused.incrementAndGet();
                  }
                }
              }));
    }
    Thread.sleep(random.nextInt(20, 900));
    strike.run();
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// Ends one and waits for its database, whose files may be thrown away next.
  static void end(Process muster) throws InterruptedException {
    List<ProcessHandle> database = muster.descendants().toList();
    muster.destroy();
    if (!muster.waitFor(2, TimeUnit.MINUTES)) {
      muster.destroyForcibly().waitFor();
    }
    for (ProcessHandle each : database) {
      try {
        each.onExit().get(2, TimeUnit.MINUTES);
      } catch (ExecutionException | TimeoutException busy) {
        throw new IllegalStateException("a database does not end", busy);
      }
    }
  }

  private boolean send(String key, String name) {
    return send(machinePort, key, name);
  }

  /// True when the event was answered 202.
  boolean send(int door, String key, String name) {
    String body =
        """
        {"routing_key": "%s", "event_action": "trigger", "dedup_key": "%s",
         "payload": {"summary": "%s", "source": "kill", "severity": "critical"}}
        """
            .formatted(key, name, name);
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door + "/v2/enqueue"))
                      .timeout(Duration.ofSeconds(60))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 202;
    } catch (IOException gone) {
      return false;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void killAll(Process muster, boolean databaseToo) throws InterruptedException {
    List<ProcessHandle> children = databaseToo ? muster.descendants().toList() : List.of();
    muster.destroyForcibly().waitFor();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private Process start() throws Exception {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.muster.app.Main");
    Map<String, String> environment = builder.environment();
    environment.put("MUSTER_DATA", folder.resolve("data").toString());
    environment.put("MUSTER_PORT", Integer.toString(port));
    environment.put("MUSTER_MACHINE_PORT", Integer.toString(machinePort));
    environment.put("MUSTER_ADMIN_EMAIL", "ana@acme.test");
    environment.put("MUSTER_ADMIN_PASSWORD", "correct horse battery");
    environment.put("MUSTER_ADMIN_TOKEN", TOKEN);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("muster.log").toFile()));
    Process muster = builder.start();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (status("/health") != 200) {
      if (!muster.isAlive() || System.nanoTime() > end) {
        muster.destroyForcibly();
        throw new IllegalStateException(
            "Muster did not start; the end of its log:\n" + tail(folder.resolve("muster.log")));
      }
      Thread.sleep(50);
    }
    return muster;
  }

  static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  int status(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException notYet) {
      return 0;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Token token=" + TOKEN)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      HttpResponse<String> answer;
      try {
        answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      } catch (IOException away) { // it begins anew
        if (Instant.now().isAfter(end)) {
          throw away;
        }
        Thread.sleep(200);
        continue;
      }
      if (answer.statusCode() == 429
          || (answer.statusCode() == 503 && Instant.now().isBefore(end))) {
        Thread.sleep(1_000);
        continue;
      }
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return JSON.readTree(answer.body());
    }
  }

  String setUp() throws IOException, InterruptedException {
    String me = call("GET", "/users/me", "").path("user").path("id").asString();
    String policy =
        call(
                "POST",
                "/escalation_policies",
                """
                {"escalation_policy": {"type": "escalation_policy", "name": "kill", "escalation_rules": [
                  {"escalation_delay_in_minutes": 30, "targets": [{"id": "%s", "type": "user_reference"}]}]}}
                """
                    .formatted(me))
            .path("escalation_policy")
            .path("id")
            .asString();
    String service =
        call(
                "POST",
                "/services",
                """
                {"service": {"type": "service", "name": "kill", "auto_resolve_timeout": null,
                  "escalation_policy": {"id": "%s", "type": "escalation_policy_reference"}}}
                """
                    .formatted(policy))
            .path("service")
            .path("id")
            .asString();
    return call(
            "POST",
            "/services/" + service + "/integrations",
            """
            {"integration": {"type": "events_api_v2_inbound_integration", "name": "kill"}}
            """)
        .path("integration")
        .path("integration_key")
        .asString();
  }

  /// Reads all incidents in slices of time, because a list ends at 10,000.
  Outcome look(int kills, Instant began, Set<String> accepted, int refused)
      throws IOException, InterruptedException {
    var titles = new HashMap<String, Integer>();
    var last = new ArrayList<String>();
    for (int quiet = 0; quiet < 3; ) { // until three looks in a row find the same number
      int before = titles.size();
      titles.clear();
      last.clear();
      Instant now = Instant.now().plusSeconds(60);
      for (Instant from = began; from.isBefore(now); from = from.plusSeconds(30)) {
        int offset = 0;
        while (true) {
          JsonNode page =
              call(
                  "GET",
                  "/incidents?limit=100&offset=%d&since=%s&until=%s"
                      .formatted(offset, from, from.plusSeconds(30)),
                  "");
          for (JsonNode incident : page.path("incidents")) {
            titles.merge(incident.path("title").asString(), 1, Integer::sum);
            last.add(incident.path("id").asString());
          }
          if (!page.path("more").asBoolean()) {
            break;
          }
          offset += 100;
        }
      }
      quiet = titles.size() == before ? quiet + 1 : 0;
      Thread.sleep(500);
    }
    int lost = 0;
    for (String name : accepted) {
      if (!titles.containsKey(name)) {
        lost++;
        System.out.println("lost: " + name);
      }
    }
    int doubled = 0;
    for (Map.Entry<String, Integer> title : titles.entrySet()) {
      if (title.getValue() > 1) {
        doubled++;
        System.out.println("doubled: " + title);
      }
    }
    int untold = 0;
    for (int i = 0; i < last.size(); i += Math.max(1, last.size() / 200)) {
      JsonNode told =
          call("GET", "/incidents/" + last.get(i) + "/notifications", "").path("notifications");
      if (told.isEmpty()) {
        untold++;
        System.out.println("nobody was told of " + last.get(i));
      }
    }
    return new Outcome(kills, accepted.size(), refused, lost, doubled, untold);
  }
}
