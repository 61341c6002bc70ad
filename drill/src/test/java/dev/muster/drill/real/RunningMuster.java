package dev.muster.drill.real;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Muster as a process of its own, as the launcher starts it, with a headless first start.
final class RunningMuster implements AutoCloseable {
  static final String EMAIL = "ana@acme.test";
  static final String PASSWORD = "correct horse battery";
  static final String TOKEN = "drill0token+12345678";

  private final Process process;
  final Wire wire;
  final URI base;

  private RunningMuster(Process process, URI base) {
    this.process = process;
    this.base = base;
    this.wire = new Wire(base, TOKEN);
  }

  /// Where one can be started. The port lies below those that the system gives to whoever asks for any, so that no connection takes it
  /// before Muster has it.
  static URI freeAddress() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
      try (var free = new ServerSocket(port)) {
        return URI.create("http://localhost:" + free.getLocalPort());
      } catch (BindException taken) {
        // the next one
      }
    }
  }

  /// Starts it and waits until it accepts events.
  ///
  /// @param folder for its data and its log
  /// @param base where it will answer
  static RunningMuster start(
      Path folder, URI base, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                // As the launcher starts it, where the build has prepared it.
                "-Dspring.aot.enabled="
                    + (RunningMuster.class.getResource(
                            "/dev/muster/app/Main__ApplicationContextInitializer.class")
                        != null),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.muster.app.Main"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("MUSTER_DATA", folder.resolve("data").toString());
    builder
        .environment()
        .put("MUSTER_PORT", Integer.toString(base.getPort() < 0 ? 443 : base.getPort()));
    builder.environment().put("MUSTER_ADMIN_EMAIL", EMAIL);
    builder.environment().put("MUSTER_ADMIN_PASSWORD", PASSWORD);
    builder.environment().put("MUSTER_ADMIN_TOKEN", TOKEN);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("muster.log").toFile());
    var muster = new RunningMuster(builder.start(), base);
    muster.wire.await(
        "Muster accepts events",
        Duration.ofMinutes(5),
        () -> {
          if (!muster.process.isAlive()) {
            throw new AssertionError("Muster ended with " + muster.process.exitValue());
          }
          return muster.wire.health();
        });
    return muster;
  }

  /// Ends it as a crash does.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Ends it and waits for its database, whose files may be thrown away next.
  @Override
  public void close() {
    List<ProcessHandle> database = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
      }
      for (ProcessHandle each : database) {
        each.onExit().get(2, TimeUnit.MINUTES);
      }
    } catch (ExecutionException | TimeoutException busy) {
      throw new AssertionError("its database does not end", busy);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
