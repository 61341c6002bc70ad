package dev.muster.improve;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertTrial;
import dev.muster.alert.Gate;
import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Service;
import dev.muster.correlate.IncidentTrial;
import dev.muster.correlate.IncidentTrial.Entered;
import dev.muster.correlate.IncidentTrial.Formed;
import dev.muster.correlate.recipe.Cookbook;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Alarm;
import dev.muster.signal.Signal;
import dev.muster.signal.TapeEntry;
import dev.muster.signal.rules.Counters;
import dev.muster.signal.rules.RuleBook;
import dev.muster.signal.rules.Ruling;
import dev.muster.signal.source.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One way through the whole chain: rules, alerts, incidents. Two of them play the same tape, one as things stand and one as they would
/// be, and are compared. Pure: the same tape and the same way give the same result.
final class WhatIf {
  /// How things are, or would be.
  ///
  /// @param book event rules
  /// @param quiet why a service pages nobody at some moment; null when it does
  /// @param grouping how a service's alerts are grouped that no recipe takes
  /// @param recipes correlation recipes
  record Way(
      RuleBook book,
      BiFunction<String, Instant, @Nullable String> quiet,
      Function<Service, AlertGrouping> grouping,
      Cookbook recipes) {
    Way with(RuleBook other) {
      return new Way(other, quiet, grouping, recipes);
    }

    Way with(BiFunction<String, Instant, @Nullable String> otherwise) {
      return new Way(book, otherwise, grouping, recipes);
    }

    Way with(Function<Service, AlertGrouping> other) {
      return new Way(book, quiet, other, recipes);
    }

    Way with(Cookbook other) {
      return new Way(book, quiet, grouping, other);
    }
  }

  /// An incident of the tape with some of its alerts.
  static final class Gathered {
    final Formed formed;
    final List<Entered> examples = new ArrayList<>();
    long alerts;

    Gathered(Formed formed) {
      this.formed = formed;
    }
  }

  /// Incidents whose alerts are counted one by one.
  private static final int MOST_GATHERED = 20_000;

  /// Alerts that are kept of each with their reasons.
  private static final int EXAMPLES = 4;

  /// What the tape's doors lead to.
  interface Doors {
    /// The service of that integration; empty when it is an orchestration's, or gone.
    String serviceOf(String integrationId);

    /// The orchestration of that integration; null when it is a service's.
    @Nullable String orchestrationOf(String integrationId);
  }

  /// What a way made of the tape.
  static final class Outcome {
    long signals;
    long dropped;
    long unrouted;
    long alerts;
    long keptBack;
    final List<Formed> incidents = new ArrayList<>();

    /// What an incident's alerts make of it.
    private final Map<String, Alarm> alarms = new HashMap<>();

    private final Map<String, Service> services = new HashMap<>();

    private final Map<String, Gathered> gathered = new java.util.LinkedHashMap<>();

    /// When alerts of a key entered an incident, in milliseconds since 1970.
    final Map<String, TreeSet<Long>> entered = new HashMap<>();

    /// The incidents with the most alerts.
    List<Gathered> largest(int most) {
      return gathered.values().stream()
          .filter(one -> one.alerts > 1)
          .sorted(java.util.Comparator.comparingLong((Gathered one) -> -one.alerts))
          .limit(most)
          .toList();
    }

    /// Incidents that are only something to do.
    long toDo() {
      return alarms.values().stream().filter(Alarm::toDo).count();
    }

    /// How many incidents page somebody.
    long pages() {
      return alarms.values().stream().filter(Alarm::pages).count();
    }

    /// Incidents that page somebody.
    List<Formed> paging() {
      return incidents.stream()
          .filter(formed -> {
            Alarm alarm = alarms.get(formed.incident());
            return alarm != null && alarm.pages();
          })
          .toList();
    }
  }

  /// Alerts of both ways that opened within this time are the same trouble: a wait moves the page, it does not lose it.
  private static final Duration SAME = Duration.ofMinutes(30);

  private final Way way;
  private final Doors doors;
  private final Function<String, @Nullable Service> services;
  private final AlertTrial alerts;
  private final IncidentTrial incidents;
  private final Counters counters = new Counters();
  private final Outcome outcome = new Outcome();

  /// @param gate what the noise gate thinks of alerts, as it has learned by now
  /// @param services by id; null for one that is gone
  WhatIf(
      Way way,
      Doors doors,
      Gate gate,
      Function<String, @Nullable Service> services,
      IncidentTrial incidents) {
    this.way = way;
    this.services = services;
    this.doors = doors;
    this.alerts = new AlertTrial(Ids.from(new SplittableRandom(1)), way.quiet(), gate);
    this.incidents = incidents;
  }

  Outcome outcome() {
    return outcome;
  }

  void play(TapeEntry entry) {
    List<Report> reports = entry.reports();
    for (int i = 0; i < reports.size(); i++) {
      Report report = reports.get(i);
      if (report.dedupKey() == null) {
        continue;
      }
      int place = i;
      String service = doors.serviceOf(entry.integrationId());
      String orchestration = doors.orchestrationOf(entry.integrationId());
      if (service.isEmpty() && orchestration == null) {
        continue; // its door is gone; nobody could send through it today
      }
      Ruling ruling =
          way.book()
              .rule(
                  service,
                  orchestration,
                  report,
                  () -> entry.raw(place),
                  entry.receivedAt(),
                  counters,
                  (_, _) -> {});
      take(signal(entry, service, report, ruling));
    }
  }

  private Signal signal(TapeEntry entry, String service, Report report, @Nullable Ruling ruling) {
    Instant at = entry.receivedAt();
    if (ruling == null) {
      return new Signal(entry.integrationId(), service, way.quiet().apply(service, at), at, report);
    }
    String goal = ruling.serviceId();
    String quiet = goal == null ? null : way.quiet().apply(goal, at);
    return Signal.ruled(
        entry.integrationId(),
        at,
        report,
        quiet == null ? ruling : ruling.silenced(quiet, "maintenance"));
  }

  private void take(Signal signal) {
    outcome.signals++;
    Ruling ruling = signal.ruling();
    if (ruling != null && ruling.fate() == Ruling.Fate.DROP) {
      outcome.dropped++;
    } else if (ruling != null && ruling.fate() == Ruling.Fate.UNROUTED) {
      outcome.unrouted++;
    }
    hear(alerts.on(signal));
  }

  /// Lets what still waits come to its end.
  void end(Instant at) {
    hear(alerts.pass(at));
    incidents.pass(at).forEach(this::enter);
  }

  private void hear(List<AlertEvent> events) {
    for (AlertEvent event : events) {
      if (event instanceof AlertEvent.AlertOpened opened) {
        outcome.alerts++;
        outcome.keptBack += opened.suppressed() ? 1 : 0;
      }
      incidents.on(event).forEach(this::enter);
    }
  }

  private void enter(Entered entered) {
    outcome
        .entered
        .computeIfAbsent(key(entered.integrationId(), entered.dedupKey()), _ -> new TreeSet<>())
        .add(entered.at().toEpochMilli());
    Formed formed = entered.formed();
    if (formed != null) {
      outcome.incidents.add(formed);
      Service service = services.apply(formed.serviceId());
      if (service != null) {
        outcome.services.put(entered.incident(), service);
        outcome.alarms.put(
            entered.incident(),
            Alarm.formed(service, formed.severity(), entered.handling(), formed.at()));
      }
      if (outcome.gathered.size() < MOST_GATHERED) {
        outcome.gathered.put(formed.incident(), new Gathered(formed));
      }
    }
    Service answers = outcome.services.get(entered.incident());
    if (formed == null && answers != null) {
      outcome.alarms.computeIfPresent(
          entered.incident(),
          (_, before) ->
              before.joined(answers, entered.severity(), entered.handling(), entered.at()));
    }
    Gathered there = outcome.gathered.get(entered.incident());
    if (there != null) {
      there.alerts++;
      if (there.examples.size() < EXAMPLES) {
        there.examples.add(entered);
      }
    }
  }

  private static String key(String integrationId, String dedupKey) {
    return integrationId + "\n" + dedupKey;
  }

  /// Incidents of one outcome whose trouble formed none in the other.
  static List<Formed> without(Outcome one, Outcome other) {
    return without(one.incidents, other.incidents);
  }

  /// Incidents of one outcome that page, and whose trouble forms none that pages in the other: it joins another one, is of low urgency or
  /// is no incident.
  static List<Formed> pagesWithout(Outcome one, Outcome other) {
    return without(one.paging(), other.paging());
  }

  private static List<Formed> without(List<Formed> one, List<Formed> other) {
    var formed = new HashMap<String, TreeSet<Long>>();
    for (Formed incident : other) {
      formed
          .computeIfAbsent(key(incident.integrationId(), incident.dedupKey()), _ -> new TreeSet<>())
          .add(incident.at().toEpochMilli());
    }
    return one.stream()
        .filter(incident ->
            !near(formed.get(key(incident.integrationId(), incident.dedupKey())), incident.at()))
        .toList();
  }

  /// Incidents that were worth a page by what people said or did, that the tape shows as things stand, and that would not be noticed any more.
  static List<PostgresWays.Incident> missed(
      List<PostgresWays.Incident> real, Outcome now, Outcome then) {
    return real.stream()
        .filter(PostgresWays.Incident::real)
        .filter(incident -> incident.integrationId() != null && incident.dedupKey() != null)
        .filter(incident -> near(now.entered.get(key(incident)), incident.formedAt()))
        .filter(incident -> !near(then.entered.get(key(incident)), incident.formedAt()))
        .toList();
  }

  private static String key(PostgresWays.Incident incident) {
    return key(String.valueOf(incident.integrationId()), String.valueOf(incident.dedupKey()));
  }

  private static boolean near(@Nullable NavigableSet<Long> times, Instant at) {
    if (times == null) {
      return false;
    }
    long moment = at.toEpochMilli();
    Long next = times.ceiling(moment - SAME.toMillis());
    return next != null && next <= moment + SAME.toMillis();
  }
}
