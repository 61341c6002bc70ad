package dev.muster.detect.watch;

import dev.muster.access.AuditTrail;
import dev.muster.detect.metric.Meter;
import dev.muster.detect.rule.Criterion;
import dev.muster.detect.rule.Excerpt;
import dev.muster.detect.rule.Novelty;
import dev.muster.detect.rule.Preview;
import dev.muster.detect.rule.Rule;
import dev.muster.detect.rule.RuleBook;
import dev.muster.detect.rule.RuleForm;
import dev.muster.detect.rule.RuleJson;
import dev.muster.detect.rule.RuleStore;
import dev.muster.detect.rule.Sample;
import dev.muster.detect.rule.Subject;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Detector rules: what is watched, a look at what a rule would have said, and what is worth watching.
@RestController
@Tag(name = "Detector rules")
final class DetectorRuleResource {
  /// Rules are tried on every new series, so their number is bounded.
  private static final int MOST_RULES = 500;

  /// Series that a preview plays; a second or two of work.
  private static final int PREVIEWED = 50;

  /// From then on the detector knows the week.
  private static final Duration WEEK_KNOWN = Duration.ofDays(21);

  /// Series that a preview compares with each other.
  private static final int COMPARED = 200;

  /// Values of series that a preview of new values reads; some seconds of work, and about a hundred megabytes while it lasts.
  private static final long READ = 2_000_000;

  /// Series that a preview can need.
  private static final int LOOKED_AT = 20_000;

  /// Series that a preview lists though they would have said nothing.
  private static final int SHOWN = 200;

  /// Alerts that a preview names; the rest is counted.
  private static final int NAMED = 100;

  private final RuleStore store;
  private final PostgresSeriesReader reader;
  private final RuleBook book;
  private final Suggester suggester;
  private final Graph graph;
  private final RuleForm form;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Directory directory;
  private final WatchSettings settings;
  private final Ids ids;
  private final InstantSource clock;

  DetectorRuleResource(
      RuleStore store,
      PostgresSeriesReader reader,
      RuleBook book,
      Suggester suggester,
      Graph graph,
      RuleForm form,
      AuditTrail audit,
      Transactions transactions,
      Directory directory,
      WatchSettings settings,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.reader = reader;
    this.book = book;
    this.suggester = suggester;
    this.graph = graph;
    this.form = form;
    this.audit = audit;
    this.transactions = transactions;
    this.directory = directory;
    this.settings = settings;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/detector_rules")
  @Asks("query: only rules whose name holds this text")
  Map<String, @Nullable Object> listRules(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String text = query.text("query");
    return paging.slice(
        "detector_rules",
        store.rules().stream()
            .filter(rule ->
                text == null
                    || rule.name().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
            .map(this::view)
            .toList());
  }

  @GetMapping("/detector_rules/{id}")
  Map<String, Object> getRule(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("detector_rule", view(find(id)));
  }

  @PostMapping("/detector_rules")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> createRule(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    if (store.rules().size() >= MOST_RULES) {
      throw ApiException.invalid("There must not be more than " + MOST_RULES + " detector rules.");
    }
    Rule rule =
        form.read(
            body.envelope("detector_rule"),
            ids.next('P'),
            null,
            Actor.current().id(),
            clock.instant());
    return save("create", rule);
  }

  @PutMapping("/detector_rules/{id}")
  Map<String, Object> updateRule(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Rule rule =
        form.read(
            body.envelope("detector_rule"), id, find(id), Actor.current().id(), clock.instant());
    return save("update", rule);
  }

  @DeleteMapping("/detector_rules/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteRule(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    Rule rule = find(id);
    transactions.run(() -> {
      store.delete(id);
      audit.record("delete", "detector_rule", id, Map.of("name", rule.name()));
    });
    book.reload();
  }

  /// Plays the past of the series that a rule would watch through it, without saving it.
  @PostMapping("/detector_rules/preview")
  @Asks({
    "since: alerts are counted from then on, by default of the last 7 days",
    "until: alerts are counted until then, by default now"
  })
  Map<String, Map<String, @Nullable Object>> previewRule(Body body, Query query) {
    Actor.current().require(Permission.READ);
    Instant now = clock.instant();
    Rule rule =
        form.read(body.envelope("detector_rule"), "preview", null, Actor.current().id(), now);
    Instant until = query.time("until") == null ? now : query.requiredTime("until");
    Instant since =
        query.time("since") == null ? until.minus(Duration.ofDays(7)) : query.requiredTime("since");
    Query.checkSpan(since, until, settings.keepSteps());
    Watched watched = watched(rule);
    Played past = played(rule, watched.first(), since, until, now);
    var played = past.alerts();
    var series = new ArrayList<Map<String, Object>>();
    int alerts = 0;
    int named = 0;
    for (PostgresSeriesReader.Row row : played.keySet()) {
      List<Preview.Would> would = played.getOrDefault(row, List.of());
      alerts += would.size();
      if (would.isEmpty() && series.size() >= SHOWN) {
        continue;
      }
      var told = new ArrayList<Map<String, @Nullable Object>>();
      for (Preview.Would alert : would) {
        if (named++ < NAMED) {
          var one = new LinkedHashMap<String, @Nullable Object>();
          one.put("from", alert.from());
          one.put("until", alert.until());
          one.put("value", alert.value());
          one.put("words", alert.words());
          told.add(one);
        }
      }
      series.add(
          Map.of(
              "series", SeriesResource.reference(row, directory.links()),
              "count", would.size(),
              "alerts", told));
    }
    var preview = new LinkedHashMap<String, @Nullable Object>();
    preview.put("since", since);
    preview.put("until", until);
    preview.put("matching_series", watched.series());
    preview.put("matching_metrics", watched.metrics());
    preview.put("played_series", played.size());
    preview.put("played_because", past.because());
    preview.put("alerts", alerts);
    preview.put("learned", alerts == 0 ? null : learned(rule, since, now));
    preview.put("series", series);
    return Map.of("preview", preview);
  }

  /// What a preview could not know, in words; null when it knew all that the detector itself would.
  private @Nullable String learned(Rule rule, Instant since, Instant now) {
    Duration before = Duration.between(now.minus(settings.keepSteps()), since);
    return rule.criterion() instanceof Criterion.Unusual && before.compareTo(WEEK_KNOWN) < 0
        ? "The steps of "
            + settings.keepSteps().toDays()
            + " days are kept, so that it had learned "
            + Math.max(0, before.toDays())
            + " days at most when the alerts were first counted. What comes once a week is known"
            + " after three weeks: such peaks are counted here, though a detector that has seen"
            + " them three times expects them."
        : null;
  }

  /// What the past of series would have said.
  ///
  /// @param alerts of each series that was played
  /// @param because why not all were played; null when all were
  private record Played(
      Map<PostgresSeriesReader.Row, List<Preview.Would>> alerts, @Nullable String because) {
    static Played of(
        List<PostgresSeriesReader.Row> rows,
        Map<String, List<Preview.Would>> alerts,
        @Nullable String because) {
      var all = new LinkedHashMap<PostgresSeriesReader.Row, List<Preview.Would>>();
      rows.forEach(row -> all.put(row, alerts.getOrDefault(row.id(), List.of())));
      return new Played(all, because);
    }
  }

  private Played played(
      Rule rule,
      List<PostgresSeriesReader.Row> watched,
      Instant since,
      Instant until,
      Instant now) {
    if (rule.criterion() instanceof Criterion.Unseen unseen) {
      return unseen(rule, unseen, watched, since, until);
    }
    int most = rule.criterion() instanceof Criterion.Apart ? COMPARED : PREVIEWED;
    var rows = watched.subList(0, Math.min(most, watched.size()));
    String because =
        rows.size() == watched.size()
            ? null
            : "A preview plays " + most + " series at most; these are the first by their names.";
    var alerts = new HashMap<String, List<Preview.Would>>();
    if (rule.criterion() instanceof Criterion.Apart apart) {
      var subjects = new HashMap<String, Subject>();
      var points = new HashMap<String, List<Sample>>();
      for (PostgresSeriesReader.Row row : rows) {
        subjects.put(row.id(), subject(row));
        points.put(row.id(), samples(row, since, until));
      }
      return Played.of(rows, Preview.compare(rule, apart, subjects, points, since), because);
    }
    for (PostgresSeriesReader.Row row : rows) {
      List<Sample> points =
          rule.criterion() instanceof Criterion.Reaching
              ? graph.hours(row.id(), since, until)
              : samples(row, now.minus(settings.keepSteps()), until);
      alerts.put(
          row.id(),
          Preview.play(rule, subject(row), settings.zone(), book.days(), points, since, until));
    }
    return Played.of(rows, alerts, because);
  }

  /// Only the time in which a value is new is read, of as many series as that allows.
  private Played unseen(
      Rule rule,
      Criterion.Unseen criterion,
      List<PostgresSeriesReader.Row> watched,
      Instant since,
      Instant until) {
    List<Novelty.Counted> counted =
        watched.stream()
            .map(row -> new Novelty.Counted(row.id(), row.name(), row.firstSeen(), 0))
            .toList();
    Novelty.Known known = Novelty.Known.of(criterion, counted);
    Novelty.Scope scope = Novelty.scope(criterion, known, counted, since, until).orElse(null);
    if (scope == null) {
      return Played.of(watched, Map.of(), null);
    }
    Excerpt excerpt = Excerpt.of(criterion, known, scope, counted, settings.step(), READ);
    var rows = new HashMap<String, PostgresSeriesReader.Row>();
    watched.forEach(row -> rows.put(row.id(), row));
    List<PostgresSeriesReader.Row> played =
        excerpt.series().stream().map(rows::get).filter(Objects::nonNull).toList();
    var past = new HashMap<String, Preview.Past>();
    for (PostgresSeriesReader.Row row : played) {
      past.put(
          row.id(),
          new Preview.Past(
              subject(row), row.firstSeen(), events(row, scope.from(), scope.until())));
    }
    String because =
        played.size() == watched.size()
            ? null
            : String.format(
                Locale.ROOT,
                "A preview reads %,d values of series at most. Here these are all series of %,d of"
                    + " %,d new labels' values, and others, drawn by chance, to compare them with."
                    + " A shorter time has room for more.",
                READ,
                excerpt.values(),
                excerpt.values() + excerpt.left().size());
    return Played.of(
        played,
        Preview.unseen(rule, criterion, known.without(excerpt.left()), past, since),
        because);
  }

  private List<Sample> samples(PostgresSeriesReader.Row row, Instant since, Instant until) {
    return graph.steps(row.id(), since, until).stream()
        .map(point -> new Sample(point.millis(), point.value()))
        .toList();
  }

  /// Events of each step.
  private List<Sample> events(PostgresSeriesReader.Row row, Instant since, Instant until) {
    List<Sample> samples = samples(row, since, until);
    if (subject(row).shown() != Meter.Shown.RATE) {
      return samples;
    }
    double seconds = settings.step().toMillis() / 1_000.0;
    return samples.stream()
        .map(sample -> new Sample(sample.millis(), seconds * sample.value()))
        .toList();
  }

  private static Subject subject(PostgresSeriesReader.Row row) {
    return new Subject(
        row.name(), Meter.Shown.valueOf(row.shown().toUpperCase(Locale.ROOT)), row.unit());
  }

  /// Series that a rule watches.
  ///
  /// @param first the first by their names, as many as a preview can need
  /// @param series how many there are
  /// @param metrics of how many metrics those are
  private record Watched(List<PostgresSeriesReader.Row> first, int series, int metrics) {}

  private Watched watched(Rule rule) {
    var first = new ArrayList<PostgresSeriesReader.Row>();
    var series = new AtomicInteger();
    var metrics = new HashSet<String>();
    reader.candidates(
        rule.matchers(),
        null,
        row -> {
          if (rule.watches(row.source(), row.name())) {
            metrics.add(row.name().metric());
            if (series.incrementAndGet() <= LOOKED_AT) {
              first.add(row);
            }
          }
          return true;
        });
    return new Watched(first, series.get(), metrics.size());
  }

  /// What is worth watching among the series of the last day: metrics that no rule watches yet, and those that count events and whose
  /// new values no rule looks at.
  @GetMapping("/detector_rules/suggestions")
  @Asks("source_ids[]: only series of these integrations")
  Map<String, Object> suggestRules(Query query) {
    Actor.current().require(Permission.READ);
    return Map.of("suggestions", suggester.suggest(query.list("source_ids"), clock.instant()));
  }

  private Map<String, Object> save(String action, Rule rule) {
    transactions.run(() -> {
      store.save(rule);
      audit.record(
          action,
          "detector_rule",
          rule.id(),
          Map.of("name", rule.name(), "definition", RuleJson.write(rule)));
    });
    book.reload();
    return Map.of("detector_rule", view(rule));
  }

  private Rule find(String id) {
    return store.rules().stream()
        .filter(rule -> rule.id().equals(id))
        .findAny()
        .orElseThrow(() -> ApiException.notFound("Detector rule " + id));
  }

  private Map<String, @Nullable Object> view(Rule rule) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", rule.id());
    view.put("type", "detector_rule");
    view.put("summary", rule.name());
    view.put("self", directory.links().self("detector_rules", rule.id()));
    view.put("html_url", null);
    view.put("name", rule.name());
    view.put("enabled", rule.enabled());
    view.put("matchers", RuleJson.matchers(rule.matchers()));
    view.putAll(RuleJson.criterion(rule.criterion()));
    view.put("direction", rule.direction().wire());
    view.put(
        "persistence",
        Map.of("points", rule.points(), "of", rule.of(), "recovery", rule.recovery()));
    view.put("severity", rule.severity().wire());
    String service = rule.serviceId();
    view.put("service", service == null ? null : directory.reference("service", service));
    view.put("created_at", rule.createdAt());
    view.put("updated_at", rule.updatedAt());
    return view;
  }
}
