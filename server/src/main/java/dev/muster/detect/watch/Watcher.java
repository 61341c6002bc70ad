package dev.muster.detect.watch;

import dev.muster.catalog.Catalog;
import dev.muster.detect.series.Verdict;
import dev.muster.kernel.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Applies rules to series.
final class Watcher {
  private final Catalog catalog;
  private final ServiceLookup services;
  private final Ids ids;
  private final WatchSettings settings;

  Watcher(Catalog catalog, ServiceLookup services, Ids ids, WatchSettings settings) {
    this.catalog = catalog;
    this.services = services;
    this.ids = ids;
    this.settings = settings;
  }

  /// Puts an anomaly that is open back to its series.
  static void resume(LiveSeries series, Anomaly anomaly, RuleBook.Edition edition) {
    for (Rule rule : edition.rules()) {
      if (rule.id().equals(anomaly.ruleId())) {
        series.watches.add(watching(rule, anomaly));
        return;
      }
    }
    // its rule is gone, which the next look at the rules finds out
    series.watches.add(watching(gone(anomaly), anomaly));
  }

  private static LiveSeries.Watch watching(Rule rule, Anomaly anomaly) {
    var gate = new Gate();
    gate.reopen(anomaly.upwards());
    return new LiveSeries.Watch(rule, gate, anomaly);
  }

  private static Rule gone(Anomaly anomaly) {
    return new Rule(
        anomaly.ruleId(),
        anomaly.ruleName(),
        false,
        List.of(Matcher.of("__name__", Matcher.Op.EQUAL, "")),
        Rule.Kind.DYNAMIC,
        Rule.Sensitivity.MEDIUM,
        Rule.Direction.BOTH,
        1,
        1,
        1,
        null,
        null,
        anomaly.severity(),
        null,
        "muster",
        anomaly.openedAt(),
        anomaly.openedAt());
  }

  /// Finds the rules that watch a series now. A rule that only changed keeps how far it was.
  ///
  /// @return anomalies that are closed, because nothing watches any more
  List<Anomaly> rematch(LiveSeries series, RuleBook.Edition edition, Instant now) {
    var before = new ArrayList<>(series.watches);
    var after = new ArrayList<LiveSeries.Watch>();
    for (Rule rule : edition.rules()) {
      if (!rule.watches(series.source, series.name)) {
        continue;
      }
      LiveSeries.Watch known = null;
      for (LiveSeries.Watch watch : before) {
        if (watch.rule.id().equals(rule.id()) && watch.rule.kind() == rule.kind()) {
          known = watch;
        }
      }
      if (known == null) {
        after.add(new LiveSeries.Watch(rule, new Gate(), null));
      } else {
        before.remove(known);
        after.add(new LiveSeries.Watch(rule, known.gate, known.anomaly));
      }
    }
    series.watches = after;
    series.rulesSeen = edition.version();
    var closed = new ArrayList<Anomaly>();
    for (LiveSeries.Watch watch : before) {
      if (watch.anomaly != null) {
        closed.add(
            watch.anomaly.closed(
                now, "Rule '" + watch.rule.name() + "' does not watch this series any more."));
      }
    }
    return closed;
  }

  /// A step with a value.
  void step(
      LiveSeries series,
      long millis,
      double value,
      @Nullable Verdict verdict,
      Instant now,
      Consumer<Anomaly> opened,
      Consumer<Anomaly> closed) {
    for (LiveSeries.Watch watch : series.watches) {
      switch (watch.gate.step(watch.rule, value, verdict)) {
        case NOTHING -> {
          // nothing to say
        }
        case OPENED -> {
          Anomaly anomaly = anomaly(series, watch, value, verdict, Instant.ofEpochMilli(millis));
          watch.anomaly = anomaly;
          opened.accept(anomaly);
        }
        case CLOSED -> {
          Anomaly anomaly = watch.anomaly;
          watch.anomaly = null;
          if (anomaly != null) {
            closed.accept(anomaly.closed(now, over(series, watch.rule, anomaly, value, verdict)));
          }
        }
      }
    }
  }

  private static String over(
      LiveSeries series, Rule rule, Anomaly anomaly, double value, @Nullable Verdict verdict) {
    return switch (rule.kind()) {
      case DYNAMIC -> Wording.recovered(series, anomaly, verdict, value);
      case THRESHOLD ->
          "It is " + Wording.number(value, series.shown, series.unit) + ", within the limit again.";
      case ABSENCE -> "Values come again.";
    };
  }

  /// Opens anomalies of rules that wait for silence.
  void silent(LiveSeries series, Instant now, Consumer<Anomaly> opened) {
    for (LiveSeries.Watch watch : series.watches) {
      Duration silence = watch.rule.silence();
      if (silence == null
          || now.toEpochMilli() - series.lastSeen
              < silence.plus(settings.step().multipliedBy(2)).toMillis()) {
        continue;
      }
      if (watch.gate.silent() == Gate.Turn.OPENED) {
        Anomaly anomaly = anomaly(series, watch, Double.NaN, null, now);
        watch.anomaly = anomaly;
        opened.accept(anomaly);
      }
    }
  }

  private Anomaly anomaly(
      LiveSeries series,
      LiveSeries.Watch watch,
      double value,
      @Nullable Verdict verdict,
      Instant at) {
    Rule rule = watch.rule;
    Verdict dynamic = rule.kind() == Rule.Kind.DYNAMIC ? verdict : null;
    String summary;
    List<String> reasons;
    Double limit = rule.limit();
    Duration silence = rule.silence();
    if (dynamic != null) {
      summary = Wording.dynamic(series, dynamic);
      reasons = Wording.reasons(series, rule, dynamic);
    } else if (limit != null) {
      summary = Wording.threshold(series, rule, value, limit);
      reasons = Wording.thresholdReasons(rule);
    } else {
      summary = Wording.absent(series, silence == null ? Duration.ZERO : silence);
      reasons = List.of("Rule '" + rule.name() + "' waits no longer than that.");
    }
    return new Anomaly(
        ids.next('Q'),
        rule.id(),
        rule.name(),
        series.id,
        series.name.toString(),
        series.source,
        service(series, rule),
        rule.severity(),
        watch.gate.upwards(),
        Double.isFinite(value) ? value : null,
        dynamic != null ? dynamic.expected() : null,
        dynamic != null ? dynamic.lower() : null,
        dynamic != null ? dynamic.upper() : null,
        dynamic != null ? dynamic.season().name().toLowerCase(java.util.Locale.ROOT) : null,
        dynamic != null ? dynamic.confidence() : null,
        summary,
        reasons,
        at,
        null,
        null);
  }

  /// Whose anomaly it is: the rule's service, else one that a label names, else the service of the integration.
  private String service(LiveSeries series, Rule rule) {
    String fixed = rule.serviceId();
    if (fixed != null && catalog.service(fixed).isPresent()) {
      return fixed;
    }
    return services.of(series.name.labels(), series.source);
  }
}
