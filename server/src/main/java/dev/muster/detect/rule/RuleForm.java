package dev.muster.detect.rule;

import dev.muster.catalog.Catalog;
import dev.muster.kernel.Severity;
import dev.muster.platform.web.Body;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a rule from a request; fields that are missing keep what the rule had, or a default.
public final class RuleForm {
  private static final int LONGEST_NAME = 200;
  private static final int MOST_MATCHERS = 20;
  private static final int MOST_LABELS = 10;
  private static final long LONGEST_SILENCE = 30 * 86_400;
  private static final double SOONEST_DAYS = 1.0 / 24;
  private static final double LATEST_DAYS = 365;

  private final Catalog catalog;

  public RuleForm(Catalog catalog) {
    this.catalog = catalog;
  }

  /// @param before the rule that is changed; null for a new one
  /// @throws dev.muster.platform.web.ApiException 400 with all faults
  public Rule read(Body given, String id, @Nullable Rule before, String by, Instant now) {
    String name =
        before == null || given.has("name") ? given.required("name", LONGEST_NAME) : before.name();
    List<Matcher> matchers =
        before == null || given.has("matchers") ? matchers(given, "matchers") : before.matchers();
    Rule.Direction direction =
        or(
            given.word("direction", Rule.Direction::of, "up, down, both"),
            before == null ? Rule.Direction.BOTH : before.direction());
    int points = before == null ? 3 : before.points();
    int of = before == null ? 5 : before.of();
    int recovery = before == null ? 5 : before.recovery();
    Body persistence = given.object("persistence");
    if (persistence != null) {
      points = number(persistence, "points", points);
      of = number(persistence, "of", Math.max(points, persistence.has("points") ? points : of));
      recovery = number(persistence, "recovery", recovery);
      if (of < points) {
        persistence.fault("of", "must not be less than points");
      }
    }
    Criterion criterion = criterion(given, before == null ? null : before.criterion());
    Severity severity =
        or(
            given.word("severity", Severity::of, "critical, error, warning, info"),
            before == null ? Severity.WARNING : before.severity());
    String service = before == null ? null : before.serviceId();
    if (given.has("service")) {
      service = given.reference("service");
      if (service != null && catalog.service(service).isEmpty()) {
        given.fault("service.id", "names no service");
      }
    }
    boolean enabled = given.flag("enabled", before == null || before.enabled());
    given.check();
    return new Rule(
        id,
        name,
        enabled,
        matchers,
        criterion,
        direction,
        points,
        of,
        recovery,
        severity,
        service,
        before == null ? by : before.createdBy(),
        before == null ? now : before.createdAt(),
        now);
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  private static int number(Body body, String field, int otherwise) {
    Long given = body.number(field, 1, Rule.MOST_POINTS);
    return given == null ? otherwise : given.intValue();
  }

  private static List<Matcher> matchers(Body given, String field) {
    var matchers = new ArrayList<Matcher>();
    List<Body> all = given.objects(field);
    for (Body matcher : all) {
      String label = matcher.required("label", 200);
      String sign = matcher.text("op", "=");
      String value = matcher.text("value", "");
      var op = Matcher.Op.of(sign);
      if (op.isEmpty()) {
        matcher.fault("op", "must be one of =, !=, =~, !~, not '" + sign + "'");
        continue;
      }
      try {
        matchers.add(Matcher.of(label, op.get(), value));
      } catch (IllegalArgumentException faulty) {
        matcher.fault("value", String.valueOf(faulty.getMessage()));
      }
    }
    if (all.isEmpty()) {
      given.fault(field, "must hold a matcher at least");
    }
    if (matchers.size() > MOST_MATCHERS) {
      given.fault(field, "must not hold more than " + MOST_MATCHERS);
    }
    return matchers;
  }

  private static Criterion criterion(Body given, @Nullable Criterion before) {
    Criterion.Kind kind =
        or(
            given.word(
                "kind",
                Criterion.Kind::of,
                "dynamic, threshold, absence, rate_of_change, forecast, outlier, new_value"),
            before == null ? Criterion.Kind.DYNAMIC : before.kind());
    return switch (kind) {
      case DYNAMIC ->
          new Criterion.Unusual(
              or(
                  given.word("sensitivity", Criterion.Sensitivity::of, "low, medium, high"),
                  before instanceof Criterion.Unusual known
                      ? known.sensitivity()
                      : Criterion.Sensitivity.MEDIUM));
      case THRESHOLD ->
          new Criterion.Beyond(
              number(
                  given,
                  "limit",
                  before instanceof Criterion.Beyond known ? known.limit() : null,
                  -Double.MAX_VALUE,
                  Double.MAX_VALUE));
      case ABSENCE ->
          new Criterion.Silent(
              seconds(
                  given,
                  "silence_seconds",
                  before instanceof Criterion.Silent known ? known.silence() : null,
                  10,
                  LONGEST_SILENCE));
      case RATE_OF_CHANGE -> {
        Criterion.Moving known = before instanceof Criterion.Moving moving ? moving : null;
        yield new Criterion.Moving(
            number(
                given,
                "limit",
                known == null ? null : known.change(),
                Double.MIN_VALUE,
                Double.MAX_VALUE),
            seconds(
                given,
                "window_seconds",
                known == null ? Duration.ofMinutes(10) : known.window(),
                Criterion.Moving.SHORTEST.toSeconds(),
                Criterion.Moving.LONGEST.toSeconds()));
      }
      case FORECAST -> {
        Criterion.Reaching known = before instanceof Criterion.Reaching reaching ? reaching : null;
        yield new Criterion.Reaching(
            number(
                given,
                "limit",
                known == null ? null : known.limit(),
                -Double.MAX_VALUE,
                Double.MAX_VALUE),
            known != null && !given.has("within_days")
                ? known.within()
                : RuleJson.days(number(given, "within_days", 7.0, SOONEST_DAYS, LATEST_DAYS)));
      }
      case OUTLIER -> {
        Criterion.Apart known = before instanceof Criterion.Apart apart ? apart : null;
        List<String> groupBy =
            given.has("group_by") || known == null ? labels(given, "group_by") : known.groupBy();
        yield new Criterion.Apart(
            number(
                given,
                "deviations",
                known == null ? Double.valueOf(5) : Double.valueOf(known.deviations()),
                Criterion.Apart.FEWEST,
                Criterion.Apart.MOST),
            number(
                given,
                "least_difference",
                known == null ? Double.valueOf(0) : Double.valueOf(known.least()),
                0,
                Double.MAX_VALUE),
            groupBy);
      }
      case NEW_VALUE -> {
        Criterion.Unseen known = before instanceof Criterion.Unseen unseen ? unseen : null;
        yield new Criterion.Unseen(
            given.has("errors") || known == null ? matchers(given, "errors") : known.errors(),
            given.has("labels") || known == null ? labels(given, "labels") : known.labels(),
            known != null && !given.has("new_for_hours")
                ? known.newFor()
                : Duration.ofMinutes(
                    Math.round(
                        60
                            * number(
                                given,
                                "new_for_hours",
                                24.0,
                                (double) Criterion.Unseen.SHORTEST.toHours(),
                                (double) Criterion.Unseen.LONGEST.toHours()))),
            number(
                given,
                "times",
                known == null ? Double.valueOf(2) : Double.valueOf(known.times()),
                1,
                Criterion.Unseen.MOST));
      }
    };
  }

  private static List<String> labels(Body given, String field) {
    JsonNode raw = given.raw(field);
    if (raw == null) {
      return List.of();
    }
    var labels = new ArrayList<String>();
    for (JsonNode label : raw) {
      if (label.isString() && !label.stringValue().isBlank()) {
        labels.add(label.stringValue().strip());
      }
    }
    if (!raw.isArray() || labels.size() != raw.size()) {
      given.fault(field, "must be a list of label names");
    }
    if (labels.size() > MOST_LABELS) {
      given.fault(field, "must not hold more than " + MOST_LABELS + " labels");
    }
    return labels;
  }

  /// @param otherwise what counts when the field is missing; null when it must be there
  private static double number(
      Body given, String field, @Nullable Double otherwise, double least, double greatest) {
    Double number = given.decimal(field, least, greatest);
    if (number != null) {
      return number;
    }
    if (otherwise == null && given.raw(field) == null) {
      given.fault(field, "is missing for this kind");
    }
    return otherwise == null ? least : otherwise;
  }

  private static Duration seconds(
      Body given, String field, @Nullable Duration otherwise, long least, long greatest) {
    Long seconds = given.number(field, least, greatest);
    if (seconds != null) {
      return Duration.ofSeconds(seconds);
    }
    if (otherwise == null && given.raw(field) == null) {
      given.fault(field, "is missing for this kind");
    }
    return otherwise == null ? Duration.ofSeconds(least) : otherwise;
  }
}
