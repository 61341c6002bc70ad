package dev.muster.bench;

import dev.muster.bench.fuzz.Format;
import dev.muster.bench.fuzz.Fuzz;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Damaged bodies on every format that is taken in over HTTP, on a whole house with its database. None may be answered with a 5xx or
/// not at all, every refusal says why, and the sound ones between them must all be found afterwards.
///
/// Run: `./muster bench fuzz`, with `--times 100000` bodies of each format, `--connections 8`, `--seed N` for the same again, and
/// `--format NAME` for one format alone.
public final class FuzzBench {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private FuzzBench() {}

  public static void main(String[] arguments) throws Exception {
    int times = 100_000;
    int connections = 8;
    long seed = System.nanoTime();
    String only = null;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--times" -> times = Integer.parseInt(arguments[i + 1]);
        case "--connections" -> connections = Integer.parseInt(arguments[i + 1]);
        case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
        case "--format" -> only = arguments[i + 1];
        default ->
            throw new IllegalArgumentException(
                "unknown option "
                    + arguments[i]
                    + "; there are --times, --connections, --seed and --format");
      }
    }
    System.out.println("seed " + seed);
    System.exit(run(times, connections, seed, only) ? 0 : 1);
  }

  /// Runs it and prints a row a format.
  ///
  /// @param only name of the one format to send; null for all
  /// @return whether nothing went wrong
  static boolean run(int times, int connections, long seed, @Nullable String only)
      throws Exception {
    System.out.println(
        "| format | bodies | taken | refused, 4xx | put off, 429 | 5xx or no answer, or no reason | sound ones"
            + " lost | bodies/s |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    boolean well = true;
    try (var house = TrialHouse.start("1g", Map.of())) {
      String policy = policy(house);
      for (Format format : Format.all()) {
        if (only == null || only.equals(format.name())) {
          well &= run(house, policy, format, times, connections, seed);
        }
      }
      long errors = house.log().lines().filter(line -> line.contains(" ERROR ")).count();
      System.out.println("errors at the end of the log: " + errors);
      well &= errors == 0;
    }
    return well;
  }

  private static boolean run(
      TrialHouse house, String policy, Format format, int times, int connections, long seed)
      throws Exception {
    String service =
        house
            .post(
                "/services",
                "{\"service\":{\"name\":\"%s\",\"escalation_policy\":{\"id\":\"%s\",\"type\":\"escalation_policy_reference\"}}}"
                    .formatted(format.name(), policy))
            .at("/service/id")
            .asString();
    JsonNode integration =
        house
            .post(
                "/services/" + service + "/integrations",
                "{\"integration\":{\"type\":\"events_api_v2_inbound_integration\",\"name\":\"fuzz\"}}")
            .at("/integration");
    String key = integration.at("/integration_key").asString();
    String source = integration.at("/id").asString();
    URI base = URI.create(house.address().toString());
    Fuzz.Outcome outcome = new Fuzz(format, base, key, seed).run(times, connections);
    var lost = new TreeSet<>(outcome.sound());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (String name : List.copyOf(lost)) {
        if (found(house, format, service, source, name)) {
          lost.remove(name);
        } else {
          break; // it may still come
        }
      }
      if (lost.isEmpty() || System.nanoTime() > end) {
        break;
      }
      Thread.sleep(1_000);
    }
    var counts = new TreeMap<>(outcome.statuses());
    System.out.printf(
        "| %s | %,d | %,d | %,d | %,d | %,d | %d of %d | %,.0f |%n",
        format.name(),
        times,
        sum(counts, 200, 300),
        sum(counts, 400, 500) - counts.getOrDefault(429, 0L),
        counts.getOrDefault(429, 0L),
        outcome.wrongs(),
        lost.size(),
        outcome.sound().size(),
        times / outcome.seconds());
    outcome.wrong().forEach(System.out::println);
    lost.stream().limit(10).forEach(name -> System.out.println("lost: " + name));
    return outcome.wrongs() == 0 && lost.isEmpty() && !outcome.sound().isEmpty();
  }

  private static long sum(SortedMap<Integer, Long> counts, int from, int to) {
    return counts.subMap(from, to).values().stream().mapToLong(n -> n).sum();
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

  private static boolean found(
      TrialHouse house, Format format, String service, String source, String name)
      throws Exception {
    String asked = URLEncoder.encode(name, StandardCharsets.UTF_8);
    return switch (format.kind()) {
      // some doors make the key of more than that name
      case ALERT ->
          !house
                  .get("/alerts?limit=1&service_ids[]=" + service + "&query=" + asked)
                  .at("/alerts")
                  .isEmpty()
              || !house
                  .get("/alerts?limit=1&service_ids[]=" + service + "&alert_key=" + asked)
                  .at("/alerts")
                  .isEmpty();
      case CHANGE -> {
        Instant made = Format.changedAt(name);
        JsonNode changes =
            house.get(
                "/services/%s/change_events?limit=100&since=%s&until=%s"
                    .formatted(service, made, made.plusSeconds(1)));
        yield changes
            .at("/change_events")
            .valueStream()
            .anyMatch(change -> change.at("/summary").asString().equals(name));
      }
      case SERIES ->
          !house
              .get("/series?limit=1&source_ids[]=" + source + "&metric=" + asked)
              .at("/series")
              .isEmpty();
      // lines are kept by what they have in common
      case LOGS ->
          house
              .get("/log_templates?limit=100&source_id=" + source)
              .at("/log_templates")
              .valueStream()
              .anyMatch(template -> template.at("/text").asString().contains(Format.SOUND_WORD));
    };
  }
}
