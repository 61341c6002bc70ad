package dev.muster.bench;

import dev.muster.platform.postgres.EmbeddedPostgres;
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
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Several real Musters on one PostgreSQL, all of them under load. One is killed with `kill -9` or, every third time, stopped in the
/// middle of its work and continued when another has taken over; then it starts again. At the end every accepted event is looked for
/// through the REST API, as in {@link KillBench}.
///
/// Run: `./muster bench nodes`, with `--nodes 3`, `--times 20`, `--seed 1`.
public final class NodesBench implements AutoCloseable {
  private static final int SENDERS_A_NODE = 4;

  /// How long nobody may do the work; the drill fails beyond.
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final class Node {
    final int number;
    final int port;
    final int machinePort;
    @Nullable Process process;

    Node(int number) throws IOException {
      this.number = number;
      this.port = Ports.free();
      this.machinePort = Ports.free();
    }

    Process running() {
      Process now = process;
      if (now == null) {
        throw new IllegalStateException("node " + number + " does not run");
      }
      return now;
    }
  }

  /// What was found.
  ///
  /// @param events accepted, lost, doubled and untold, as in the drill of one node
  /// @param gaps how long after each loss of the working node an event was accepted again, sorted, in milliseconds
  public record Outcome(
      KillBench.Outcome events, @SuppressWarnings("ArrayRecordComponent") long[] gaps) {}

  private final Path folder;
  private final Random random;
  private final EmbeddedPostgres database;
  private final List<Node> nodes = new ArrayList<>();
  private final KillBench asker;
  private final HttpClient http = HttpClient.newHttpClient();

  private NodesBench(Path folder, int count, long seed) throws IOException {
    this.folder = folder;
    this.random = new Random(seed);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (int i = 0; i < count; i++) {
      nodes.add(new Node(i));
    }
    this.asker = new KillBench(folder, random, nodes.getFirst().port, nodes.getFirst().machinePort);
    this.database =
        EmbeddedPostgres.start(
            folder.resolve("postgres"),
            EmbeddedPostgres.Options.standard().with("max_connections", "120"));
  }

  private static final class Options extends Arguments {
    @Option(names = "--nodes", description = "Nodes that run side by side.")
    private int nodes = 3;

    @Option(names = "--times", description = "How often one is lost.")
    private int times = 20;

    @Option(
        names = "--seed",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "The same seed loses the same nodes.")
    private long seed = System.nanoTime();
  }

  public static void main(String[] arguments) throws Exception {
    var options = Arguments.read("nodes", new Options(), arguments);
    int count = options.nodes;
    int times = options.times;
    long seed = options.seed;
    Path folder = Files.createTempDirectory("muster-nodes");
    System.out.println("seed " + seed + ", folder " + folder);
    Outcome outcome = run(folder, count, times, seed);
    KillBench.Outcome events = outcome.events();
    long[] gaps = outcome.gaps();
    System.out.printf(
        Locale.ROOT,
        "%d nodes, %d losses (%d of the working node; accepted again after %.1f s, at most %.1f s):"
            + " %d events accepted, %d refused, %d lost, %d doubled, %d untold%n",
        count,
        times,
        gaps.length,
        gaps.length == 0 ? 0 : gaps[gaps.length / 2] / 1e3,
        gaps.length == 0 ? 0 : gaps[gaps.length - 1] / 1e3,
        events.accepted(),
        events.refused(),
        events.lost(),
        events.doubled(),
        events.untold());
    System.exit(events.lost() + events.doubled() + events.untold() == 0 ? 0 : 1);
  }

  /// Runs the whole drill.
  public static Outcome run(Path folder, int count, int times, long seed) throws Exception {
    try (var bench = new NodesBench(folder, count, seed)) {
      return bench.play(times);
    }
  }

  private Outcome play(int times) throws Exception {
    Instant began = Instant.now().minusSeconds(60);
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    var refused = new AtomicInteger();
    for (Node node : nodes) {
      start(node);
      await(node);
    }
    String key = asker.setUp();
    readsWhatItWrote(key, accepted);
    var stop = new AtomicBoolean();
    var threads = new ArrayList<Thread>();
    for (Node node : nodes) {
      for (int sender = 0; sender < SENDERS_A_NODE; sender++) {
        int number = sender;
        threads.add(
            Thread.ofPlatform().start(() -> load(node, number, key, stop, accepted, refused)));
      }
    }
    var gaps = new ArrayList<Long>();
    for (int loss = 0; loss < times; loss++) {
      Thread.sleep(random.nextInt(500, 3_000));
      Node working = working();
      // Mostly the one that matters, sometimes one that stands by.
      Node victim =
          working != null && random.nextInt(4) > 0
              ? working
              : nodes.get(random.nextInt(nodes.size()));
      boolean mattered = victim.equals(working);
      boolean paused = loss % 3 == 2 && mattered;
      lose(victim, paused);
      long since = System.nanoTime();
      if (mattered) {
        Node other = nodes.get((victim.number + 1) % nodes.size());
        for (int probe = 0; ; probe++) {
          String name = "probe " + loss + "-" + probe;
          if (asker.send(other.machinePort, key, name)) {
            accepted.add(name);
            break;
          }
          if (System.nanoTime() - since > PATIENCE.toNanos()) {
            throw new IllegalStateException("nobody took over; the logs are in " + folder);
          }
          Thread.sleep(50);
        }
        gaps.add((System.nanoTime() - since) / 1_000_000);
      }
      if (paused) {
        signal(victim, "CONT");
        if (!victim.running().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException("a node that was taken over goes on");
        }
      }
      start(victim);
      await(victim);
      System.out.println(
          (loss + 1) + " losses, " + accepted.size() + " events accepted, " + gaps + " ms");
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    asker.ask(nodes.get(random.nextInt(nodes.size())).port);
    return new Outcome(
        asker.look(times, began, accepted, refused.get()),
        gaps.stream().mapToLong(Long::longValue).sorted().toArray());
  }

  /// What is written through one node is read through every other at once.
  private void readsWhatItWrote(String key, Set<String> accepted) throws Exception {
    for (Node writer : nodes) {
      String name = "read your writes " + writer.number;
      if (!asker.send(writer.machinePort, key, name)) {
        throw new IllegalStateException("node " + writer.number + " takes no event");
      }
      accepted.add(name);
      asker.ask(writer.port);
      String service =
          asker
              .call(
                  "POST",
                  "/business_services",
                  "{\"business_service\":{\"name\":\"%s\"}}".formatted(name))
              .at("/business_service/id")
              .asString();
      for (Node reader : nodes) {
        asker.ask(reader.port);
        String read =
            asker
                .call("GET", "/business_services/" + service, "")
                .at("/business_service/name")
                .asString();
        if (!read.equals(name)) {
          throw new IllegalStateException("node " + reader.number + " reads " + read);
        }
      }
    }
  }

  private void load(
      Node node,
      int sender,
      String key,
      AtomicBoolean stop,
      Set<String> accepted,
      AtomicInteger refused) {
    try {
      for (int i = 0; !stop.get(); i++) {
        String name = "event " + node.number + "-" + sender + "-" + i;
        if (asker.send(node.machinePort, key, name)) {
          accepted.add(name);
          Thread.sleep(40); // each event is an incident of its own that is looked for in the end
        } else {
          refused.incrementAndGet();
          Thread.sleep(100);
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /// The node that does the work, by what it says of itself; null when none does now.
  private @Nullable Node working() throws InterruptedException {
    for (Node node : nodes) {
      if (works(node)) {
        return node;
      }
    }
    return null;
  }

  private boolean works(Node node) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port + "/metrics"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body()
          .contains("\nmuster_node_works 1.0");
    } catch (IOException away) {
      return false;
    }
  }

  private static void lose(Node node, boolean paused) throws Exception {
    if (paused) {
      signal(node, "STOP");
    } else {
      node.running().destroyForcibly().waitFor();
    }
  }

  private static void signal(Node node, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(node.running().pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  private void start(Node node) throws IOException {
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
    environment.put("MUSTER_DATA", folder.resolve("node" + node.number).toString());
    environment.put("MUSTER_SECRET_KEY_FILE", key().toString());
    environment.put("MUSTER_DATABASE_URL", database.jdbcUrl());
    environment.put("MUSTER_DATABASE_USER", database.user());
    environment.put("MUSTER_DATABASE_PASSWORD", database.password());
    environment.put("MUSTER_NODE_URL", "http://127.0.0.1:" + node.port);
    environment.put("MUSTER_PORT", Integer.toString(node.port));
    environment.put("MUSTER_MACHINE_PORT", Integer.toString(node.machinePort));
    environment.put("MUSTER_ADMIN_EMAIL", "ana@acme.test");
    environment.put("MUSTER_ADMIN_PASSWORD", "correct horse battery");
    environment.put("MUSTER_ADMIN_TOKEN", KillBench.TOKEN);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.resolve("node" + node.number + ".log").toFile()));
    node.process = builder.start();
  }

  /// The keys for secrets, the same on every node.
  private Path key() throws IOException {
    Path file = folder.resolve("secret.key");
    if (!Files.exists(file)) {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      Files.writeString(file, Base64.getEncoder().encodeToString(bytes) + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    return file;
  }

  private void await(Node node) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    asker.ask(node.port);
    while (asker.status("/health") != 200) {
      if (!node.running().isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException(
            "node %d did not start; the end of its log:%n%s"
                .formatted(
                    node.number, KillBench.tail(folder.resolve("node" + node.number + ".log"))));
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    for (Node node : nodes) {
      Process process = node.process;
      if (process != null) {
        process.destroyForcibly().onExit().join();
      }
    }
    http.close();
    database.close();
  }
}
