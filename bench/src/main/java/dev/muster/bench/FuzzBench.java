package dev.muster.bench;

import dev.muster.bench.fuzz.Doors;
import dev.muster.bench.fuzz.Format;
import dev.muster.bench.fuzz.Fuzz;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Damaged bodies on every format that is taken in, over HTTP, gRPC, UDP and SMTP, on a whole house with its database. None may be answered
/// as a fault of the server or not at all, every refusal says why, and the sound ones between them must all be found afterwards; of
/// StatsD, which answers nobody, every single sound line.
///
/// Run: `./muster bench fuzz`, with `--times 100000` bodies of each format, `--connections 16`, `--seed N` for the same again, and
/// `--format NAME,NAME` for some formats alone.
public final class FuzzBench {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String DOMAIN = "muster.test";
  private static final String STATSD_KEY = "fuzz0statsd0fuzz0statsd0fuzz0sta";

  /// Short, so that datagrams, which tell no time, can be looked for soon.
  private static final int STEP_SECONDS = 2;

  private FuzzBench() {}

  private static final class Options extends Arguments {
    @Option(names = "--times", description = "Bodies of each format.")
    private int times = 100_000;

    @Option(names = "--connections", description = "So many at once.")
    private int connections = 16;

    @Option(
        names = "--seed",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "The same seed damages the same way; without it another each time.")
    private long seed = System.nanoTime();

    @Option(
        names = "--format",
        split = ",",
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "Some formats alone, with commas between.")
    private List<String> formats = List.of();
  }

  public static void main(String[] arguments) throws Exception {
    var options = Arguments.read("fuzz", new Options(), arguments);
    int times = options.times;
    int connections = options.connections;
    long seed = options.seed;
    Set<String> only = Set.copyOf(options.formats);
    List<String> known = Format.all().stream().map(Format::name).toList();
    if (!known.containsAll(only)) {
      System.err.println("There are no other formats than " + String.join(", ", known) + ".");
      System.exit(2);
    }
    System.out.println("seed " + seed);
    System.exit(run(times, connections, seed, only) ? 0 : 1);
  }

  /// Runs it and prints a row a format.
  ///
  /// @param only names of the formats to send; empty for all
  /// @return whether nothing went wrong
  static boolean run(int times, int connections, long seed, Set<String> only) throws Exception {
    System.out.println(
        "| format | bodies | taken | refused | put off | server's fault, no answer or no reason | sound ones lost"
            + " | bodies/s |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    boolean well = true;
    int statsd = Ports.free();
    int otlp = Ports.free();
    int mail = Ports.free();
    var settings =
        Map.of(
            "MUSTER_METRICS_STEP",
            STEP_SECONDS + "s",
            "MUSTER_METRICS_STATSD_PORT",
            Integer.toString(statsd),
            "MUSTER_METRICS_STATSD_KEY",
            STATSD_KEY,
            "MUSTER_METRICS_OTLP_PORT",
            Integer.toString(otlp),
            "MUSTER_MAIL_IN_PORT",
            Integer.toString(mail),
            "MUSTER_MAIL_IN_DOMAIN",
            DOMAIN);
    try (var house = TrialHouse.start("1g", settings)) {
      var doors = new Doors(URI.create(house.address().toString()), otlp, statsd, mail, DOMAIN);
      String policy = policy(house);
      var later = new ArrayList<Sent>();
      for (Format format : Format.all()) {
        if (only.isEmpty() || only.contains(format.name())) {
          Sent sent = send(house, doors, policy, format, times, connections, seed);
          if (format.kind() == Format.Kind.COUNTER) {
            later.add(sent); // its steps end meanwhile
          } else {
            well &= look(house, sent);
          }
        }
      }
      for (Sent sent : later) {
        well &= look(house, sent);
      }
      long errors = house.log().lines().filter(line -> line.contains(" ERROR ")).count();
      System.out.println("errors at the end of the log: " + errors);
      well &= errors == 0;
    }
    return well;
  }

  /// What was sent, and where it went.
  private record Sent(
      Format format,
      int times,
      String service,
      String source,
      Instant began,
      Fuzz.Outcome outcome) {}

  private static Sent send(
      TrialHouse house,
      Doors doors,
      String policy,
      Format format,
      int times,
      int connections,
      long seed)
      throws Exception {
    String service =
        house
            .post(
                "/services",
                "{\"service\":{\"name\":\"%s\",\"escalation_policy\":{\"id\":\"%s\",\"type\":\"escalation_policy_reference\"}}}"
                    .formatted(format.name(), policy))
            .at("/service/id")
            .asString();
    boolean keyed = format.way() != Format.Way.DATAGRAM;
    JsonNode sound = integration(house, service, keyed ? "" : STATSD_KEY);
    String key = sound.at("/integration_key").asString();
    String other = keyed ? integration(house, service, "").at("/integration_key").asString() : key;
    Instant began = Instant.now();
    return new Sent(
        format,
        times,
        service,
        sound.at("/id").asString(),
        began,
        new Fuzz(format, doors, new Fuzz.Keys(other, key), seed).run(times, connections));
  }

  private static JsonNode integration(TrialHouse house, String service, String key)
      throws Exception {
    return house
        .post(
            "/services/" + service + "/integrations",
            "{\"integration\":{\"type\":\"events_api_v2_inbound_integration\",\"name\":\"fuzz\",\"integration_key\":\"%s\"}}"
                .formatted(key))
        .at("/integration");
  }

  /// Looks for what was sound, and prints a row.
  ///
  /// @return whether nothing went wrong
  private static boolean look(TrialHouse house, Sent sent) throws Exception {
    Fuzz.Outcome outcome = sent.outcome();
    var lost = new TreeSet<>(outcome.sound().keySet());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      if (sent.format().kind() == Format.Kind.LOGS) {
        lost.removeAll(logged(house, sent.source()));
      } else {
        for (String name : List.copyOf(lost)) {
          if (found(house, sent, name)) {
            lost.remove(name);
          } else {
            break; // it may still come
          }
        }
      }
      if (lost.isEmpty() || System.nanoTime() > end) {
        break;
      }
      Thread.sleep(500);
    }
    System.out.printf(
        "| %s | %,d | %,d | %,d | %,d | %,d | %d of %d | %,.0f |%n",
        sent.format().name(),
        sent.times(),
        outcome.taken(),
        outcome.refused(),
        outcome.putOff(),
        outcome.wrongs(),
        lost.size(),
        outcome.sound().size(),
        sent.times() / outcome.seconds());
    outcome.wrong().forEach(System.out::println);
    lost.stream().limit(10).forEach(name -> System.out.println("lost: " + name));
    return outcome.wrongs() == 0 && lost.isEmpty() && !outcome.sound().isEmpty();
  }

  private static String policy(TrialHouse house) throws Exception {
    String me = house.get("/users/me").at("/user/id").asString();
    return house
        .post(
            "/escalation_policies",
            "{\"escalation_policy\":{\"name\":\"F\",\"escalation_rules\":[{\"escalation_delay_in_minutes\":30,\"targets\":[{\"id\":\"%s\",\"type\":\"user_reference\"}]}]}}"
                .formatted(me))
        .at("/escalation_policy/id")
        .asString();
  }

  private static boolean found(TrialHouse house, Sent sent, String name) throws Exception {
    return switch (sent.format().kind()) {
      // some doors make the key of more than that name
      case ALERT ->
          !house
                  .get("/alerts?limit=1&service_ids[]=" + sent.service() + "&query=" + name)
                  .at("/alerts")
                  .isEmpty()
              || !house
                  .get("/alerts?limit=1&service_ids[]=" + sent.service() + "&alert_key=" + name)
                  .at("/alerts")
                  .isEmpty();
      case CHANGE -> {
        Instant made = Format.changedAt(name);
        JsonNode changes =
            house.get(
                "/services/%s/change_events?limit=100&since=%s&until=%s"
                    .formatted(sent.service(), made, made.plusSeconds(1)));
        yield changes
            .at("/change_events")
            .valueStream()
            .anyMatch(change -> change.at("/summary").asString().equals(name));
      }
      case SERIES -> !series(house, sent.source(), name).isMissingNode();
      case COUNTER -> {
        JsonNode series = series(house, sent.source(), name);
        yield !series.isMissingNode()
            && counted(house, series.at("/id").asString(), sent.began())
                == sent.outcome().sound().getOrDefault(name, 0);
      }
      case LOGS -> throw new IllegalStateException("all lines of a log are looked for at once");
    };
  }

  private static JsonNode series(TrialHouse house, String source, String name) throws Exception {
    return house.get("/series?limit=1&source_ids[]=" + source + "&metric=" + name).at("/series/0");
  }

  /// What a counter has counted: the sum of its rates, a point for each step.
  private static long counted(TrialHouse house, String series, Instant began) throws Exception {
    Instant until = Instant.now();
    JsonNode graph =
        house.get(
            "/series/%s/points?dots=5000&since=%s&until=%s"
                .formatted(series, began.minusSeconds(2 * STEP_SECONDS), until));
    double sum = 0;
    for (JsonNode point : graph.at("/points")) {
      sum += point.at("/value").asDouble() * graph.at("/step_seconds").asDouble();
    }
    return Math.round(sum);
  }

  /// First words of the templates that a source's lines were put under.
  private static Set<String> logged(TrialHouse house, String source) throws Exception {
    var words = new HashSet<String>();
    for (int offset = 0; ; offset += 100) {
      JsonNode page =
          house.get("/log_templates?limit=100&offset=" + offset + "&source_id=" + source);
      for (JsonNode template : page.at("/log_templates")) {
        words.add(template.at("/text").asString().split(" ", 2)[0]);
      }
      if (!page.at("/more").asBoolean()) {
        return words;
      }
    }
  }
}
