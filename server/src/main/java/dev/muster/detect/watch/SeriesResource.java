package dev.muster.detect.watch;

import dev.muster.detect.anomaly.AnomalyStore;
import dev.muster.detect.anomaly.AnomalyView;
import dev.muster.detect.rule.Outlooks;
import dev.muster.detect.rule.RuleStore;
import dev.muster.detect.series.LimitForecast;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Series: search, and their graphs with what was expected and what was unusual.
@RestController
@Tag(name = "Series")
final class SeriesResource {
  /// Dots of a graph unless asked otherwise; as many as a screen has columns.
  private static final int DOTS = 720;

  private static final int MOST_DOTS = 5_000;
  private static final int MOST_ANOMALIES = 200;

  /// Series whose labels are counted; of more, some that are drawn by chance tell as much.
  private static final int LOOKED_AT = 5_000;

  private final PostgresSeriesReader reader;
  private final Graph graph;
  private final SeriesKeeper keeper;
  private final RuleStore rules;
  private final AnomalyStore anomalies;
  private final Directory directory;
  private final WatchSettings settings;
  private final InstantSource clock;

  SeriesResource(
      PostgresSeriesReader reader,
      Graph graph,
      SeriesKeeper keeper,
      RuleStore rules,
      AnomalyStore anomalies,
      Directory directory,
      WatchSettings settings,
      InstantSource clock) {
    this.reader = reader;
    this.graph = graph;
    this.keeper = keeper;
    this.rules = rules;
    this.anomalies = anomalies;
    this.directory = directory;
    this.settings = settings;
    this.clock = clock;
  }

  static Map<String, @Nullable Object> reference(PostgresSeriesReader.Row row, Links links) {
    var reference = new LinkedHashMap<String, @Nullable Object>();
    reference.put("id", row.id());
    reference.put("type", "series_reference");
    reference.put("summary", row.name().toString());
    reference.put("self", links.self("series", row.id()));
    reference.put("html_url", links.page("/series/" + row.id()));
    return reference;
  }

  private Map<String, @Nullable Object> view(PostgresSeriesReader.Row row) {
    Map<String, @Nullable Object> view = reference(row, directory.links());
    view.put("type", "series");
    view.put("metric", row.name().metric());
    view.put("labels", row.name().labels());
    view.put("shown", row.shown());
    view.put("unit", row.unit());
    view.put("source", directory.reference("service_integration", row.source()));
    view.put("first_seen_at", row.firstSeen());
    view.put("last_seen_at", row.lastSeen());
    return view;
  }

  private static PostgresSeriesReader.Filter filter(Query query) {
    String text = query.text("query");
    SeriesSearch search;
    try {
      search = SeriesSearch.of(text == null ? "" : text);
    } catch (IllegalArgumentException invalid) {
      throw ApiException.invalid("'query' " + invalid.getMessage() + ".");
    }
    var labels = new HashMap<String, String>();
    for (String label : query.list("label")) {
      int colon = label.indexOf(':');
      if (colon <= 0) {
        throw ApiException.invalid("'label' must be of the form name:value.");
      }
      labels.put(label.substring(0, colon), label.substring(colon + 1));
    }
    return new PostgresSeriesReader.Filter(
        query.text("metric"), search, query.list("source_ids"), labels, query.time("seen_since"));
  }

  @GetMapping("/series")
  @Asks({
    "metric: only series whose metric begins so",
    "query: only series that hold all of these words: text in the metric or a label, name=beginning, name=\"value\", name!=value",
    "label[]: only series with this label, as name:value",
    "source_ids[]: only series of these integrations",
    "seen_since: only series that had a value since then"
  })
  Map<String, @Nullable Object> listSeries(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    PostgresSeriesReader.Filter filter = filter(query);
    return paging.page(
        "series",
        reader.search(filter, paging.offset(), paging.limit() + 1).stream()
            .map(this::view)
            .toList(),
        () -> reader.count(filter));
  }

  /// By what the series that were found can be told apart: their metrics, sources and labels, the most frequent first.
  @GetMapping("/series/labels")
  @Asks({
    "metric: as for the list of series",
    "query: as for the list of series",
    "label[]: as for the list of series",
    "source_ids[]: as for the list of series",
    "seen_since: as for the list of series"
  })
  Map<String, Object> listSeriesLabels(Query query) {
    Actor.current().require(Permission.READ);
    PostgresSeriesReader.Filter filter = filter(query);
    List<PostgresSeriesReader.Row> rows = reader.some(filter, LOOKED_AT + 1);
    boolean complete = rows.size() <= LOOKED_AT;
    Narrowing narrowing = Narrowing.of(complete ? rows : rows.subList(0, LOOKED_AT), complete);
    List<Map<String, Object>> metrics =
        complete
            ? shares("metric", narrowing.metrics())
            : shares(
                "metric",
                reader.metrics(filter, Narrowing.MOST).entrySet().stream()
                    .map(metric -> new Narrowing.Share(metric.getKey(), metric.getValue()))
                    .toList());
    var answer = new LinkedHashMap<String, Object>();
    answer.put("metrics", metrics);
    answer.put(
        "sources",
        narrowing.sources().stream()
            .map(share ->
                Map.of(
                    "source", directory.reference("service_integration", share.value()),
                    "series", share.series()))
            .toList());
    answer.put(
        "labels",
        narrowing.labels().stream()
            .map(label ->
                Map.of(
                    "label", label.name(),
                    "different", label.different(),
                    "values", shares("value", label.values())))
            .toList());
    answer.put("looked_at", narrowing.lookedAt());
    answer.put("complete", narrowing.complete());
    return answer;
  }

  private static List<Map<String, Object>> shares(String name, List<Narrowing.Share> shares) {
    return shares.stream()
        .map(share -> Map.<String, Object>of(name, share.value(), "series", share.series()))
        .toList();
  }

  @GetMapping("/series/{id}")
  Map<String, Object> getSeries(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    PostgresSeriesReader.Row row = find(id);
    Map<String, @Nullable Object> view = view(row);
    view.put("learning", keeper.isLearning(id));
    view.put(
        "detector_rules",
        rules.rules().stream()
            .filter(rule -> rule.enabled() && rule.watches(row.source(), row.name()))
            .map(rule ->
                Map.of(
                    "id", rule.id(),
                    "type", "detector_rule_reference",
                    "summary", rule.name(),
                    "self", directory.links().self("detector_rules", rule.id())))
            .toList());
    return Map.of("series", view);
  }

  @GetMapping("/series/{id}/points")
  @Asks({
    "since: beginning, an hour before the end unless told",
    "until: end, now unless told",
    "dots: most points of the graph, 720 unless told"
  })
  Map<String, Object> listPoints(@PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    PostgresSeriesReader.Row row = find(id);
    Instant now = clock.instant();
    Instant until = query.time("until") == null ? now : query.requiredTime("until");
    Instant since =
        query.time("since") == null
            ? until.minus(Duration.ofHours(1))
            : query.requiredTime("since");
    Query.checkSpan(since, until, settings.keepHours());
    Graph.Drawn drawn =
        graph.draw(id, since, until, (int) query.number("dots", DOTS, 1, MOST_DOTS));
    var points = new ArrayList<Map<String, @Nullable Object>>(drawn.dots().size());
    for (Graph.Dot dot : drawn.dots()) {
      var point = new LinkedHashMap<String, @Nullable Object>();
      point.put("at", dot.at());
      point.put("value", dot.mean());
      point.put("least", dot.least());
      point.put("greatest", dot.greatest());
      Graph.Band band = dot.band();
      point.put("expected", band == null ? null : band.expected());
      point.put("lower", band == null ? null : band.lower());
      point.put("upper", band == null ? null : band.upper());
      points.add(point);
    }
    var wanted = new AnomalyStore.Wanted(false, List.of(), List.of(), List.of(id), since, until);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("series", reference(row, directory.links()));
    answer.put("since", since);
    answer.put("until", until);
    answer.put("step_seconds", drawn.seconds());
    answer.put("points", points);
    answer.put(
        "anomalies",
        anomalies.anomalies(wanted, 0, MOST_ANOMALIES).stream()
            .map(anomaly -> AnomalyView.of(anomaly, directory))
            .toList());
    return answer;
  }

  /// In how many days a series reaches a limit if it goes on as it did: a disk that fills, a quota that runs out.
  @GetMapping("/series/{id}/outlook")
  @Asks({"limit: the value to reach", "direction: up (unless told) or down"})
  Map<String, Object> getOutlook(@PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    PostgresSeriesReader.Row row = find(id);
    String text = query.text("limit");
    double limit;
    try {
      limit = Double.parseDouble(text == null ? "" : text);
    } catch (NumberFormatException notANumber) {
      throw ApiException.invalid("'limit' must be a number.");
    }
    String direction = query.text("direction");
    if (direction != null && !direction.equals("up") && !direction.equals("down")) {
      throw ApiException.invalid("'direction' must be up or down.");
    }
    Instant now = clock.instant();
    LimitForecast.Outlook outlook =
        Outlooks.of(graph.hours(id, now), now, limit, !"down".equals(direction));
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("series", reference(row, directory.links()));
    view.put("limit", limit);
    view.put("days", outlook == null ? null : outlook.days());
    view.put("earliest_days", outlook == null ? null : outlook.earliest());
    view.put("latest_days", outlook == null ? null : outlook.latest());
    view.put("trend_a_day", outlook == null ? null : outlook.perDay());
    view.put("basis_days", outlook == null ? null : outlook.basis());
    view.put(
        "words",
        outlook == null
            ? "There is not enough data: a trend needs " + LimitForecast.LEAST_DAYS + " days."
            : outlook.words());
    return Map.of("outlook", view);
  }

  private PostgresSeriesReader.Row find(String id) {
    return reader.series(id).orElseThrow(() -> ApiException.notFound("Series " + id));
  }
}
