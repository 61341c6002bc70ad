package dev.muster.detect.watch;

import dev.muster.catalog.Catalog;
import dev.muster.detect.anomaly.Anomaly;
import dev.muster.detect.rule.Criterion;
import dev.muster.detect.rule.Finding;
import dev.muster.detect.rule.Gate;
import dev.muster.detect.rule.Matcher;
import dev.muster.detect.rule.Rule;
import dev.muster.detect.rule.RuleBook;
import dev.muster.detect.rule.Wording;
import dev.muster.detect.series.Verdict;
import dev.muster.kernel.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Applies rules to series.
final class Watcher {
  private final Catalog catalog;
  private final ServiceLookup services;
  private final Surveys surveys;
  private final Ids ids;
  private final WatchSettings settings;

  /// Where anomalies go.
  interface Told {
    void opened(Anomaly anomaly);

    void closed(Anomaly anomaly);
  }

  Watcher(
      Catalog catalog, ServiceLookup services, Surveys surveys, Ids ids, WatchSettings settings) {
    this.catalog = catalog;
    this.services = services;
    this.surveys = surveys;
    this.ids = ids;
    this.settings = settings;
  }

  /// Puts an anomaly that is open back to its series.
  void resume(LiveSeries series, Anomaly anomaly, RuleBook.Edition edition) {
    for (Rule rule : edition.rules()) {
      if (rule.id().equals(anomaly.ruleId())) {
        series.watches.add(watching(rule, series, anomaly));
        return;
      }
    }
    // its rule is gone, which the next look at the rules finds out
    series.watches.add(watching(gone(anomaly), series, anomaly));
  }

  private LiveSeries.Watch watching(Rule rule, LiveSeries series, @Nullable Anomaly anomaly) {
    var gate = new Gate(rule);
    Chunk chunk = series.chunk;
    if (chunk != null) {
      chunk.read(
          Long.MIN_VALUE, Long.MAX_VALUE, point -> gate.remember(point.millis(), point.value()));
    }
    if (series.lastSeen >= series.firstSeen) {
      gate.seen(series.lastSeen);
    }
    if (anomaly != null) {
      gate.reopen(anomaly.upwards());
    }
    return new LiveSeries.Watch(rule, gate, surveys.ask(rule, series), anomaly);
  }

  private static Rule gone(Anomaly anomaly) {
    return new Rule(
        anomaly.ruleId(),
        anomaly.ruleName(),
        false,
        List.of(Matcher.of("__name__", Matcher.Op.EQUAL, "")),
        new Criterion.Unusual(Criterion.Sensitivity.MEDIUM),
        Rule.Direction.BOTH,
        1,
        1,
        1,
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
        if (watch.rule.id().equals(rule.id()) && keeps(watch.rule, rule)) {
          known = watch;
        }
      }
      if (known == null) {
        after.add(watching(rule, series, null));
      } else {
        before.remove(known);
        known.rule = rule;
        known.gate.follow(rule);
        after.add(known);
      }
    }
    series.watches = after;
    series.rulesSeen = edition.version();
    var closed = new ArrayList<Anomaly>();
    for (LiveSeries.Watch watch : before) {
      surveys.end(watch.rule.id(), watch.survey);
      if (watch.anomaly != null) {
        closed.add(
            watch.anomaly.closed(
                now, "Rule '" + watch.rule.name() + "' does not watch this series any more."));
      }
    }
    return closed;
  }

  /// Whether what was seen for one counts for the other: the same kind, and the same peers.
  private static boolean keeps(Rule before, Rule after) {
    if (before.criterion() instanceof Criterion.Apart old
        && after.criterion() instanceof Criterion.Apart now) {
      return old.groupBy().equals(now.groupBy());
    }
    return before.kind() == after.kind();
  }

  /// Nobody watches the series any more, because it is gone.
  void forget(LiveSeries series, Instant now, Told told) {
    for (LiveSeries.Watch watch : series.watches) {
      surveys.end(watch.rule.id(), watch.survey);
      if (watch.anomaly != null) {
        told.closed(
            watch.anomaly.closed(now, "The series is gone: it has been silent for too long."));
      }
    }
  }

  /// A step with a value.
  void step(
      LiveSeries series,
      long millis,
      double value,
      @Nullable Verdict verdict,
      Instant now,
      Told told) {
    for (LiveSeries.Watch watch : series.watches) {
      turn(
          series,
          watch,
          watch.gate.step(millis, value, verdict),
          Instant.ofEpochMilli(millis),
          now,
          told);
    }
  }

  /// What does not come with a value: silence, and what was found outside of the lane.
  ///
  /// @param listening since when values could come
  void look(LiveSeries series, Instant now, Instant listening, Told told) {
    long slack = settings.step().multipliedBy(2).toMillis();
    for (LiveSeries.Watch watch : series.watches) {
      Gate.Turn silent = watch.gate.silent(now.toEpochMilli(), slack, listening.toEpochMilli());
      turn(series, watch, silent, now, now, told);
      Finding found = watch.survey == null ? null : watch.survey.take();
      Gate.Turn turn =
          switch (found) {
            case Finding.Compared compared -> watch.gate.compared(compared);
            case Finding.Unseen unseen -> watch.gate.unseen(unseen);
            case Finding.Ahead ahead -> watch.gate.ahead(ahead.value(), ahead.outlook());
            case null -> Gate.Turn.NOTHING;
            case Finding.Judged _, Finding.Bounded _, Finding.Missing _, Finding.Moved _ ->
                Gate.Turn.NOTHING; // nobody leaves those
          };
      turn(series, watch, turn, now, now, told);
    }
  }

  private void turn(
      LiveSeries series,
      LiveSeries.Watch watch,
      Gate.Turn turn,
      Instant at,
      Instant now,
      Told told) {
    Finding finding = watch.gate.finding();
    if (turn == Gate.Turn.NOTHING || finding == null) {
      return;
    }
    if (turn == Gate.Turn.OPENED) {
      Anomaly anomaly = anomaly(series, watch, finding, at);
      watch.anomaly = anomaly;
      told.opened(anomaly);
      return;
    }
    Anomaly anomaly = watch.anomaly;
    watch.anomaly = null;
    if (anomaly != null) {
      told.closed(
          anomaly.closed(
              now, Wording.over(series.subject(), finding, anomaly.lower(), anomaly.upper())));
    }
  }

  private Anomaly anomaly(LiveSeries series, LiveSeries.Watch watch, Finding finding, Instant at) {
    Rule rule = watch.rule;
    Verdict verdict = finding instanceof Finding.Judged judged ? judged.verdict() : null;
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
        actual(finding),
        expected(finding),
        verdict == null ? null : verdict.lower(),
        verdict == null ? null : verdict.upper(),
        verdict == null ? null : verdict.season().name().toLowerCase(Locale.ROOT),
        verdict == null ? null : verdict.confidence(),
        Wording.summary(series.subject(), finding),
        Wording.reasons(series.subject(), rule, finding),
        at,
        null,
        null);
  }

  private static @Nullable Double expected(Finding finding) {
    return switch (finding) {
      case Finding.Judged judged -> judged.verdict().expected();
      case Finding.Compared compared -> compared.usual();
      case Finding.Unseen unseen -> unseen.others();
      case Finding.Bounded _, Finding.Moved _, Finding.Ahead _, Finding.Missing _ -> null;
    };
  }

  private static @Nullable Double actual(Finding finding) {
    return switch (finding) {
      case Finding.Judged judged -> judged.verdict().actual();
      case Finding.Bounded bounded -> bounded.value();
      case Finding.Moved moved -> moved.value();
      case Finding.Ahead ahead -> ahead.value();
      case Finding.Compared compared -> compared.value();
      case Finding.Unseen unseen -> unseen.share();
      case Finding.Missing _ -> null;
    };
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
