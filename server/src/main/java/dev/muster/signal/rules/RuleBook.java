package dev.muster.signal.rules;

import dev.muster.kernel.Urgency;
import dev.muster.signal.source.RawJson;
import dev.muster.signal.source.Report;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All event rules of the house at one version, compiled. Never changed, only replaced, and the same for the same event, but for
/// {@link Counters}, which are handed in.
///
/// The order is: tables add what the sender did not know; the orchestration's global rules; its router; the rules of the service;
/// and last the stage, whose importance settles what the rules left open.
public final class RuleBook {
  /// A book without anything.
  public static final RuleBook EMPTY =
      new RuleBook(Map.of(), Map.of(), List.of(), List.of(), _ -> null, _ -> false);

  /// Fields in which senders name the stage; looked for only when a stage is known.
  private static final List<String> STAGE_FIELDS = List.of("stage", "environment", "env");

  /// An orchestration, ready to run.
  record Orchestra(
      @Nullable RulePath global, @Nullable RulePath router, @Nullable RulePath unrouted) {}

  private final Map<String, Orchestra> orchestrations;
  private final Map<String, RulePath> services;
  private final List<LookupTable> tables;
  private final List<Stage> stages;
  private final Map<String, Stage> stageByWord = new HashMap<>();
  private final Function<String, @Nullable String> serviceByName;
  private final java.util.function.Predicate<String> serviceThere;

  /// @param services active rules of services, by service id
  /// @param serviceByName the id of the service with that name; null when there is none
  /// @param serviceThere whether a service with that id is there
  RuleBook(
      Map<String, Orchestra> orchestrations,
      Map<String, RulePath> services,
      List<LookupTable> tables,
      List<Stage> stages,
      Function<String, @Nullable String> serviceByName,
      java.util.function.Predicate<String> serviceThere) {
    this.orchestrations = Map.copyOf(orchestrations);
    this.services = Map.copyOf(services);
    this.tables = List.copyOf(tables);
    this.stages = List.copyOf(stages);
    this.serviceByName = serviceByName;
    this.serviceThere = serviceThere;
    for (Stage stage : stages) {
      stageByWord.put(stage.name(), stage);
      stage.aliases().forEach(alias -> stageByWord.putIfAbsent(alias, stage));
    }
  }

  /// The same orchestrations with everything else given.
  RuleBook with(
      Map<String, RulePath> allServices,
      List<LookupTable> allTables,
      List<Stage> allStages,
      Function<String, @Nullable String> byName,
      java.util.function.Predicate<String> there) {
    return new RuleBook(orchestrations, allServices, allTables, allStages, byName, there);
  }

  /// The same with other rules of that service; null for none.
  RuleBook withService(String serviceId, @Nullable RulePath path) {
    var changed = new HashMap<>(services);
    if (path == null) {
      changed.remove(serviceId);
    } else {
      changed.put(serviceId, path);
    }
    return new RuleBook(orchestrations, changed, tables, stages, serviceByName, serviceThere);
  }

  /// The same with another path of that orchestration.
  RuleBook withOrchestration(String id, RulePath path) {
    Orchestra old = orchestrations.getOrDefault(id, new Orchestra(null, null, null));
    Orchestra fresh =
        switch (path.kind()) {
          case GLOBAL -> new Orchestra(path, old.router(), old.unrouted());
          case ROUTER -> new Orchestra(old.global(), path, old.unrouted());
          case UNROUTED -> new Orchestra(old.global(), old.router(), path);
          case SERVICE -> throw new IllegalArgumentException("the rules of a service are its own");
        };
    var changed = new HashMap<>(orchestrations);
    changed.put(id, fresh);
    return new RuleBook(changed, services, tables, stages, serviceByName, serviceThere);
  }

  /// What the rules make of a report; null when nothing about it changes.
  ///
  /// @param serviceId whose door it came through; empty when it came through an orchestration's
  /// @param orchestrationId whose door it came through; null when it came through a service's
  /// @param gaps told the table and the key when a table has no row for it
  public @Nullable Ruling rule(
      String serviceId,
      @Nullable String orchestrationId,
      Report report,
      Supplier<byte[]> raw,
      Instant now,
      Counters counters,
      BiConsumer<String, String> gaps) {
    if (orchestrationId == null && tables.isEmpty() && !services.containsKey(serviceId)) {
      String stage = saidStage(report);
      if (stage == null) {
        return null;
      }
    }
    var subject = new Subject(report, raw, now, counters);
    var draft = new Draft(serviceId.isEmpty() ? null : serviceId);
    enrich(subject, draft, gaps);
    String goal = serviceId;
    if (orchestrationId != null) {
      goal = orchestrate(orchestrationId, subject, draft);
    }
    if (!draft.dropped() && !goal.isEmpty()) {
      RulePath own = services.get(goal);
      if (own != null) {
        own.run(subject, draft, (_, _) -> {});
      }
    }
    if (!draft.dropped()) {
      stage(subject, draft);
    }
    return draft.done(subject);
  }

  /// A table or a stage; empty when there is none of that key.
  Optional<RuleNames.Name> name(String key) {
    for (LookupTable table : tables) {
      if (table.id().equals(key)) {
        return Optional.of(
            new RuleNames.Name(
                "Table '" + table.name() + "'",
                "/enrichment_tables/" + table.id(),
                "/enrichment/" + table.id()));
      }
    }
    for (Stage stage : stages) {
      if (key(stage).equals(key)) {
        return Optional.of(
            new RuleNames.Name("Stage '" + stage.name() + "'", "/stages", "/event_rules"));
      }
    }
    return Optional.empty();
  }

  private static String key(Stage stage) {
    return "stage." + stage.name();
  }

  private void enrich(Subject subject, Draft draft, BiConsumer<String, String> gaps) {
    if (subject.report().action() != Report.Action.TRIGGER) {
      return; // what ends or acknowledges an alert needs no owner
    }
    for (LookupTable table : tables) {
      switch (table.look(subject)) {
        case LookupTable.Found.NotConcerned _ -> {}
        case LookupTable.Found.Gap(String key) -> gaps.accept(table.id(), key);
        case LookupTable.Found.Row(String key, List<String> values) -> {
          List<String> added = table.add(subject, values);
          if (!added.isEmpty()) {
            draft.applied(
                Draft.ENRICHMENT,
                table.id(),
                "Table '%s' added %s for %s."
                    .formatted(table.name(), String.join(", ", added), LookupTable.words(key)));
          }
        }
      }
    }
  }

  /// @return the service that it goes to; empty when no rule routes it
  private String orchestrate(String id, Subject subject, Draft draft) {
    Orchestra orchestra = orchestrations.get(id);
    if (orchestra == null) {
      draft.applied(Draft.ROUTER, "gone", "Its orchestration was deleted.");
      return "";
    }
    if (orchestra.global() != null) {
      orchestra.global().run(subject, draft, (_, _) -> {});
    }
    if (draft.dropped()) {
      return "";
    }
    String[] goal = {""};
    if (orchestra.router() != null) {
      orchestra
          .router()
          .run(
              subject,
              draft,
              (actions, ruleId) -> {
                String found = routed(actions, subject);
                goal[0] = found == null ? "" : found;
              });
    }
    if (!goal[0].isEmpty() && !serviceThere.test(goal[0])) {
      draft.applied(Draft.ROUTER, "gone", "The service that it was routed to was deleted.");
      goal[0] = "";
    }
    if (goal[0].isEmpty()) {
      draft.routed(null);
      if (orchestra.unrouted() != null) {
        orchestra.unrouted().run(subject, draft, (_, _) -> {});
      }
    } else {
      draft.routed(goal[0]);
    }
    return goal[0];
  }

  private @Nullable String routed(Actions actions, Subject subject) {
    Actions.DynamicRoute route = actions.route();
    if (route != null) {
      String wanted = route.wanted(subject);
      String found =
          wanted == null
              ? null
              : route.byName()
                  ? serviceByName.apply(wanted)
                  : serviceThere.test(wanted) ? wanted : null;
      if (found != null) {
        return found;
      }
    }
    String to = actions.routeTo();
    return to == null || to.equals("unrouted") ? null : to;
  }

  /// The stage that the report itself names; null when it names none. Looks into the details only when the word is in them.
  private @Nullable String saidStage(Report report) {
    if (stages.isEmpty()) {
      return null;
    }
    if (report.stage() != null) {
      return report.stage();
    }
    RawJson details = report.details();
    if (details == null) {
      return null;
    }
    for (String field : STAGE_FIELDS) {
      if (details.mentions(field)) {
        return field; // worth a closer look
      }
    }
    return null;
  }

  private void stage(Subject subject, Draft draft) {
    if (stages.isEmpty()) {
      return;
    }
    Object said = subject.value(new Path("event", List.of("stage")));
    if (said == null && (!subject.details().isEmpty() || saidStage(subject.report()) != null)) {
      for (String field : STAGE_FIELDS) {
        Object value = subject.value(new Path("event", List.of("custom_details", field)));
        if (value instanceof String word && !word.isBlank()) {
          said = word;
          break;
        }
      }
    }
    if (said == null) {
      return;
    }
    String word = said.toString().strip().toLowerCase(Locale.ROOT);
    Stage stage = stageByWord.get(word);
    if (stage == null) {
      draft.staged(word.length() > 64 ? word.substring(0, 64) : word);
      return;
    }
    draft.staged(stage.name());
    switch (stage.importance()) {
      case PAGE -> {}
      case LOW -> {
        draft.urgent(Urgency.LOW);
        draft.decided(key(stage));
        draft.applied(
            "stage",
            key(stage),
            "It belongs to the stage '" + stage.name() + "', whose incidents are of low urgency.");
      }
      case TICKET -> {
        draft.urgent(Urgency.LOW);
        draft.toDo();
        draft.decided(key(stage));
        draft.applied(
            "stage",
            key(stage),
            "It belongs to the stage '"
                + stage.name()
                + "', whose incidents are something to do: they page nobody.");
      }
      case RECORD -> {
        draft.silence("the stage '" + stage.name() + "' is only recorded", "stage");
        draft.decided(key(stage));
        draft.applied(
            "stage",
            key(stage),
            "It belongs to the stage '" + stage.name() + "', which is only recorded.");
      }
    }
  }
}
