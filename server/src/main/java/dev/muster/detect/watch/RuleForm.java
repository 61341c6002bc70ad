package dev.muster.detect.watch;

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
final class RuleForm {
  private static final int LONGEST_NAME = 200;
  private static final int MOST_MATCHERS = 20;
  private static final long LONGEST_SILENCE = 30 * 86_400;

  private final Catalog catalog;

  RuleForm(Catalog catalog) {
    this.catalog = catalog;
  }

  /// @param before the rule that is changed; null for a new one
  /// @throws dev.muster.platform.web.ApiException 400 with all faults
  Rule read(Body given, String id, @Nullable Rule before, String by, Instant now) {
    String name =
        before == null || given.has("name") ? given.required("name", LONGEST_NAME) : before.name();
    List<Matcher> matchers =
        before == null || given.has("matchers") ? matchers(given) : before.matchers();
    Rule.Kind kind =
        or(
            given.word("kind", Rule.Kind::of, "dynamic, threshold, absence"),
            before == null ? Rule.Kind.DYNAMIC : before.kind());
    Rule.Sensitivity sensitivity =
        or(
            given.word("sensitivity", Rule.Sensitivity::of, "low, medium, high"),
            before == null ? Rule.Sensitivity.MEDIUM : before.sensitivity());
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
    Double limit = limit(given, kind, before);
    Duration silence = silence(given, kind, before);
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
        kind,
        sensitivity,
        direction,
        points,
        of,
        recovery,
        limit,
        silence,
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

  private static List<Matcher> matchers(Body given) {
    var matchers = new ArrayList<Matcher>();
    for (Body matcher : given.objects("matchers")) {
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
    if (matchers.isEmpty()) {
      given.fault("matchers", "must hold a matcher at least");
    }
    if (matchers.size() > MOST_MATCHERS) {
      given.fault("matchers", "must not hold more than " + MOST_MATCHERS);
    }
    return matchers;
  }

  private static @Nullable Double limit(Body given, Rule.Kind kind, @Nullable Rule before) {
    if (kind != Rule.Kind.THRESHOLD) {
      return null;
    }
    JsonNode raw = given.raw("limit");
    if (raw == null) {
      Double known = before == null ? null : before.limit();
      if (known == null) {
        given.fault("limit", "is missing for a threshold");
      }
      return known;
    }
    if (!raw.isNumber() || !Double.isFinite(raw.doubleValue())) {
      given.fault("limit", "must be a number");
      return null;
    }
    return raw.doubleValue();
  }

  private static @Nullable Duration silence(Body given, Rule.Kind kind, @Nullable Rule before) {
    if (kind != Rule.Kind.ABSENCE) {
      return null;
    }
    Long seconds = given.number("silence_seconds", 10, LONGEST_SILENCE);
    if (seconds != null) {
      return Duration.ofSeconds(seconds);
    }
    Duration known = before == null ? null : before.silence();
    if (known == null && !given.has("silence_seconds")) {
      given.fault("silence_seconds", "is missing for an absence");
    }
    return known;
  }
}
