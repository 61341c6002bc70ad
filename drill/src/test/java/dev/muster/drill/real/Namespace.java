package dev.muster.drill.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a scenario in a network and mount namespace of its own, in which the vendor's host names are this machine's loopback. So
/// clients with a fixed host reach Muster by name, nothing on the machine changes, and nothing can leave it. The shared files of the
/// unpacked Debian packages lie over the machine's own there.
final class Namespace {
  private static final String HOSTS =
      """
      127.0.0.1 localhost api.pagerduty.com events.pagerduty.com acme.pagerduty.com
      """;

  private Namespace() {}

  /// Runs the scenario's main method there and fails with what it printed when it fails.
  ///
  /// @return what it printed
  static String run(Class<?> scenario, Path folder, String... arguments)
      throws IOException, InterruptedException {
    Tools.run(
        folder,
        java.util.Map.of(),
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "muster",
        "-keyalg",
        "EC",
        "-validity",
        "7",
        "-dname",
        "CN=api.pagerduty.com",
        "-ext",
        "bc:c=ca:true",
        "-ext",
        "san=dns:api.pagerduty.com,dns:events.pagerduty.com,dns:acme.pagerduty.com,dns:localhost,ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-storepass",
        "throwaway",
        "-keystore",
        "server.p12");
    Tools.run(
        folder,
        java.util.Map.of(),
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-exportcert",
        "-rfc",
        "-alias",
        "muster",
        "-storepass",
        "throwaway",
        "-keystore",
        "server.p12",
        "-file",
        "ca.pem");
    Path hosts = Files.writeString(folder.resolve("hosts"), HOSTS);
    Path script =
        Files.writeString(
            folder.resolve("inside.sh"),
            """
            set -eu
            ip link set lo up
            mount --bind "$1" /etc/hosts
            if [ -d "$2" ]; then
              mount -t overlay overlay -o "lowerdir=$2:/usr/share" /usr/share
            fi
            shift 2
            exec "$@"
            """);
    boolean root = "root".equals(System.getProperty("user.name"));
    var command = new ArrayList<String>();
    command.addAll(List.of("unshare", "--mount", "--net"));
    if (!root) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(
        List.of("sh", script.toString(), hosts.toString(), Tools.sharedFiles().toString()));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseCompactObjectHeaders",
            "-Xmx512m",
            "-Djavax.net.ssl.trustStore=" + folder.resolve("server.p12"),
            "-Djavax.net.ssl.trustStorePassword=throwaway",
            "-cp",
            System.getProperty("java.class.path"),
            scenario.getName(),
            folder.toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("scenario.log");
    var builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    boolean ended = process.waitFor(900, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(
          scenario.getSimpleName()
              + (ended ? " failed" : " did not end in 900 s")
              + ":\n"
              + text
              + tail(folder.resolve("muster.log"))
              + tail(folder.resolve("alertmanager.log"))
              + tail(folder.resolve("prometheus.log")));
    }
    return text;
  }

  private static String tail(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "";
    }
    List<String> lines = Files.readAllLines(log);
    return "\n--- end of "
        + log.getFileName()
        + " ---\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }
}
