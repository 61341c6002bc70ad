package dev.muster.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A fresh Muster in a process and a folder of its own, spoken to by its public API; gone when it is closed.
final class TrialHouse implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();

  private static final String TOKEN = "trial0token-12345678";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final Process process;
  private final URI base;

  private TrialHouse(Path folder, Process process, URI base) {
    this.folder = folder;
    this.process = process;
    this.base = base;
  }

  /// Starts one and waits until it is ready.
  ///
  /// @param heap largest heap, as the JVM takes it
  /// @param settings environment variables
  static TrialHouse start(String heap, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("muster-trial");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    int port = Ports.free();
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED"));
    command.addAll(ofTheLauncher());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.muster.app.Main"));
    var builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("MUSTER_DATA", folder.resolve("data").toString());
    environment.put("MUSTER_PORT", Integer.toString(port));
    environment.put("MUSTER_MACHINE_PORT", "0");
    environment.put("MUSTER_ADMIN_EMAIL", "ana@acme.test");
    environment.put("MUSTER_ADMIN_PASSWORD", "correct horse battery");
    environment.put("MUSTER_ADMIN_TOKEN", TOKEN);
    environment.putAll(settings);
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("muster.log").toFile());
    Process process = builder.start();
    // Whoever stops the benchmark half way wants no house left behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    var house = new TrialHouse(folder, process, URI.create("http://127.0.0.1:" + port));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!house.ready()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        String log = house.log();
        house.close();
        throw new IllegalStateException("Muster did not start; the end of its log:\n" + log);
      }
      Thread.sleep(50);
    }
    return house;
  }

  /// The launcher starts a benchmark with the options of a Muster that it starts. Those of the collector decide about the memory that is
  /// measured.
  private static List<String> ofTheLauncher() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:") && !option.contains("FlightRecord"))
        .toList();
  }

  private boolean ready() throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(base.resolve("/ready"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /// The folder with its data.
  Path data() {
    return folder.resolve("data");
  }

  URI address() {
    return base;
  }

  long pid() {
    return process.pid();
  }

  /// The end of its log.
  String log() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("muster.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 120), lines.size()));
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(call("GET", path, "", Map.of()));
  }

  /// The answer as text.
  String text(String path) throws IOException, InterruptedException {
    return call("GET", path, "", Map.of());
  }

  JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return JSON.readTree(
        call(
            "POST",
            path,
            body instanceof String text ? text : JSON.writeValueAsString(body),
            Map.of()));
  }

  /// Sends a body with headers and answers the answer's text.
  ///
  /// @throws IllegalStateException when it is refused
  String call(String method, String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Token token=" + TOKEN)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    while (true) {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 429) {
        Thread.sleep(100);
        continue;
      }
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      KillBench.end(process);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    http.close();
    FileSystemUtils.deleteRecursively(folder);
  }
}
