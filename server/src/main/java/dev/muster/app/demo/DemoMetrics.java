package dev.muster.app.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Readings of the demo company: two weeks of them to learn from, and then one every fifteen seconds for as long as the demo runs.
/// They follow the day and the week, and go wrong while the customer database does.
final class DemoMetrics {
  /// A series with a detector of its own.
  ///
  /// @param least what it is at its quietest hour
  /// @param most what it is at its busiest
  /// @param ill what it is multiplied with while the database fails
  /// @param spread share by which it varies from minute to minute
  record Watched(
      String metric,
      String service,
      String words,
      double least,
      double most,
      double ill,
      double spread) {}

  static final List<Watched> WATCHED =
      List.of(
          new Watched(
              "shop_page_seconds_p99",
              "Web shop",
              "Time to show a product page",
              .42,
              .95,
              6.5,
              .06),
          new Watched(
              "db_connections_in_use",
              "Customer database",
              "Connections in use on db-1",
              14,
              46,
              1.9,
              .05),
          new Watched("orders_per_minute", "Checkout", "Orders per minute", 22, 180, .35, .08));

  private static final Duration HISTORY = Duration.ofDays(14);
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final int POINTS_A_REQUEST = 4_000;

  private final DemoApi api;
  private final SplittableRandom random = new SplittableRandom(4_711);

  DemoMetrics(DemoApi api) {
    this.api = api;
  }

  /// Two weeks of good days.
  void history(Map<String, String> keys, Instant now) throws IOException, InterruptedException {
    Instant from = now.minus(HISTORY);
    for (Watched watched : WATCHED) {
      var points = new ArrayList<List<Object>>();
      for (Instant at = from; at.isBefore(now); at = at.plus(STEP)) {
        points.add(List.of(at.toEpochMilli(), value(watched, at, false)));
        if (points.size() == POINTS_A_REQUEST) {
          send(keys, watched.service(), List.of(series(watched, points)));
          points.clear();
        }
      }
      send(keys, watched.service(), List.of(series(watched, points)));
    }
    var good = new ArrayList<List<Object>>();
    var bad = new ArrayList<List<Object>>();
    for (Instant at = from; at.isBefore(now); at = at.plus(STEP)) {
      double requests = 400 * busy(at);
      good.add(List.of(at.toEpochMilli(), Math.rint(requests)));
      bad.add(List.of(at.toEpochMilli(), Math.rint(requests * .0015 * random.nextDouble())));
      if (good.size() == POINTS_A_REQUEST) {
        send(keys, "Checkout", List.of(requests("2xx", good), requests("5xx", bad)));
        good.clear();
        bad.clear();
      }
    }
    send(keys, "Checkout", List.of(requests("2xx", good), requests("5xx", bad)));
  }

  /// One reading of everything.
  ///
  /// @param ill whether the database fails
  void now(Map<String, String> keys, Instant now, boolean ill)
      throws IOException, InterruptedException {
    for (Watched watched : WATCHED) {
      send(
          keys,
          watched.service(),
          List.of(series(watched, List.of(List.of(now.toEpochMilli(), value(watched, now, ill))))));
    }
    double requests = 100 * busy(now);
    double failed = requests * (ill ? .34 : .0015 * random.nextDouble());
    send(
        keys,
        "Checkout",
        List.of(
            requests("2xx", List.of(List.of(now.toEpochMilli(), Math.rint(requests - failed)))),
            requests("5xx", List.of(List.of(now.toEpochMilli(), Math.rint(failed))))));
  }

  private double value(Watched watched, Instant at, boolean ill) {
    double level = watched.least() + (watched.most() - watched.least()) * busy(at);
    double wobble = 1 + watched.spread() * (random.nextDouble() + random.nextDouble() - 1);
    double value = level * wobble * (ill ? watched.ill() : 1);
    return Math.rint(value * 1_000) / 1_000;
  }

  /// How busy the shop is, 0 to 1: evenings most, nights least, more at the weekend.
  private static double busy(Instant at) {
    LocalDateTime time = at.atOffset(ZoneOffset.UTC).toLocalDateTime();
    double hour = time.getHour() + time.getMinute() / 60.0;
    double day = .5 - .5 * Math.cos((hour - 4) / 24 * 2 * Math.PI);
    double evening = Math.exp(-Math.pow((hour - 19) / 2.2, 2));
    double week = time.getDayOfWeek().getValue() >= 6 ? 1 : .85;
    return Math.min(1, (.12 + .6 * day + .28 * evening) * week);
  }

  private static Map<String, Object> series(Watched watched, List<List<Object>> points) {
    return Map.of("name", watched.metric(), "points", List.copyOf(points));
  }

  private static Map<String, Object> requests(String code, List<List<Object>> points) {
    return Map.of(
        "name",
        "checkout_requests_total",
        "kind",
        "delta",
        "labels",
        Map.of("code", code),
        "points",
        List.copyOf(points));
  }

  private void send(Map<String, String> keys, String service, List<Map<String, Object>> metrics)
      throws IOException, InterruptedException {
    var body = new LinkedHashMap<String, Object>();
    body.put("metrics", metrics);
    api.signals(String.valueOf(keys.get(service)), body);
  }
}
