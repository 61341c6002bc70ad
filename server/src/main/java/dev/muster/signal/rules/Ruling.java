package dev.muster.signal.rules;

import dev.muster.kernel.Urgency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the event rules made of one report: where it goes, what of it was rewritten, and by which rules. Kept on the tape beside the
/// raw body, so that a later look at the event shows what was decided then, whatever the rules say now.
///
/// @param serviceId the service that it goes to; null when no rule routed it and it is kept without an alert
/// @param quiet why it must page nobody, in plain words; null when it may
/// @param quietBy what sort of reason that is: `rule`, `stage`, `maintenance`, `disabled`; null when it may page
/// @param holdSeconds how long an alert that it opens waits for its own end before anybody is paged; 0 for not at all
/// @param urgency of the incident that it may form; null leaves it to the service
/// @param toDo true when an incident of it is something to do that pages nobody; null is false
/// @param stage the stage that it belongs to, for example `production`; null when nothing says
/// @param priorityId of the incident; null for none
/// @param policyId escalation policy in place of the service's; null for the service's
/// @param note what the rules want the responder to read; null for nothing
/// @param fields rewritten fields by their names in the Events API: `summary`, `severity`, `dedup_key`...
/// @param details fields added to, or rewritten in, the custom details, by dotted path
/// @param customFields values for the incident's custom fields, by field id
/// @param applied the rules that matched, in order
/// @param decider key of the rule that decided what became of it; null on tapes of before, where the last one counts
public record Ruling(
    Fate fate,
    @Nullable String serviceId,
    @Nullable String quiet,
    @Nullable String quietBy,
    int holdSeconds,
    @Nullable Urgency urgency,
    @Nullable Boolean toDo,
    @Nullable String stage,
    @Nullable String priorityId,
    @Nullable String policyId,
    @Nullable String note,
    Map<String, String> fields,
    Map<String, String> details,
    Map<String, String> customFields,
    List<Applied> applied,
    @Nullable String decider) {

  /// What becomes of the report.
  public enum Fate {
    /// It goes on to the alerts.
    PASS,
    /// A rule says that it is to have no effect. It stays on the tape and is counted.
    DROP,
    /// No rule said which service it is about. It stays on the tape and is counted.
    UNROUTED
  }

  /// A rule that matched.
  ///
  /// @param set where it stands, for example `global`, `router`, `service`, `enrichment`, `stage`
  /// @param ruleId stable key of the rule: whose it is, the path, the set and its id there, so that no two have the same
  /// @param words what it did, in one plain sentence
  public record Applied(String set, String ruleId, String words) {}

  /// In the order in which they were given, so that the same ruling is always written in the same way.
  public Ruling {
    fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    details = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(details));
    customFields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(customFields));
    applied = List.copyOf(applied);
  }

  /// The key of the rule that had the last word; empty when none matched.
  public String deciding() {
    if (decider != null) {
      return decider;
    }
    return applied.isEmpty() ? "" : applied.getLast().ruleId();
  }

  /// Whether a rule with this key, or with this id in its set, had the last word; an empty text asks whether none matched.
  public boolean decidedBy(String keyOrId) {
    String key = deciding();
    return key.equals(keyOrId) || RuleKey.endsWith(key, keyOrId);
  }

  /// Every rule that matched, in plain words; empty when none did.
  public List<String> words() {
    return applied.stream().map(Applied::words).toList();
  }

  /// The same, which pages nobody for that reason.
  public Ruling silenced(String why, String by) {
    return new Ruling(
        fate,
        serviceId,
        why,
        by,
        holdSeconds,
        urgency,
        toDo,
        stage,
        priorityId,
        policyId,
        note,
        fields,
        details,
        customFields,
        applied,
        decider);
  }
}
