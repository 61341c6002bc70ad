package dev.muster.app;

import dev.muster.detect.check.HttpProbeAgent;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// `./muster probe --server URL --token T --site NAME`: runs checks for a Muster elsewhere. No database, no ports.
final class ProbeMain {
  /// How often the agent is given its turn, in milliseconds.
  private static final long TURN = 200;

  private static final Set<String> FLAGS = Set.of("server", "token", "site", "outbound-private");
  private static final String USAGE =
      "./muster probe --server URL --token TOKEN [--site NAME] [--outbound-private]\n"
          + "The token is shown once when the site is made under Checks, Sites."
          + " MUSTER_PROBE_TOKEN may hold it instead.";

  private ProbeMain() {}

  /// @throws CommandLine.UsageException when the arguments make no sense
  static HttpProbeAgent.Settings parse(String[] arguments, Map<String, String> environment) {
    var given = new HashMap<String, String>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      String name =
          argument.startsWith("--")
              ? argument.substring(2, equals < 0 ? argument.length() : equals)
              : "";
      if (!FLAGS.contains(name)) {
        throw new CommandLine.UsageException(
            "Muster does not understand \"" + argument + "\".\n" + USAGE);
      }
      if (equals >= 0) {
        given.put(name, argument.substring(equals + 1));
      } else if (i + 1 < arguments.length && !arguments[i + 1].startsWith("--")) {
        given.put(name, arguments[++i]);
      } else {
        given.put(name, "true");
      }
    }
    String token = given.getOrDefault("token", environment.getOrDefault("MUSTER_PROBE_TOKEN", ""));
    String server = given.getOrDefault("server", "");
    if (token.isEmpty() || !server.matches("https?://[^\\s]+")) {
      throw new CommandLine.UsageException(USAGE);
    }
    return new HttpProbeAgent.Settings(
        URI.create(server),
        token,
        given.getOrDefault("site", ""),
        Boolean.parseBoolean(given.getOrDefault("outbound-private", "false")));
  }

  /// Runs until it is stopped.
  ///
  /// @return the exit code
  static int run(String... arguments) throws InterruptedException {
    var agent = new HttpProbeAgent(parse(arguments, System.getenv()), InstantSource.system());
    try {
      while (true) {
        agent.turn();
        Thread.sleep(TURN);
      }
    } catch (HttpProbeAgent.Refused refused) {
      System.err.println(refused.getMessage());
      return 1;
    }
  }
}
