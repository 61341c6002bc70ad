package dev.muster.alert;

import dev.muster.kernel.Urgency;
import dev.muster.signal.Signal;
import dev.muster.signal.rules.Ruling;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What event rules want of an alert, stamped onto it when it opens.
///
/// @param ruleId the rule that had the last word; null when none matched
/// @param stage the stage that it belongs to, for example `production`; null when nothing says
/// @param urgency of the incident that it may form; null leaves it to the service
/// @param toDo true when that incident is something to do that pages nobody; null is false
/// @param priorityId of that incident; null for none
/// @param policyId escalation policy in place of the service's; null for the service's
/// @param note what the responder should read; null for nothing
/// @param customFields values for the incident's custom fields, by field id
/// @param reasons the rules that matched, in plain words, in order
public record Handling(
    @Nullable String ruleId,
    @Nullable String stage,
    @Nullable Urgency urgency,
    @Nullable Boolean toDo,
    @Nullable String priorityId,
    @Nullable String policyId,
    @Nullable String note,
    Map<String, String> customFields,
    List<String> reasons) {
  public Handling {
    customFields = customFields == null ? Map.of() : Map.copyOf(customFields);
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
  }

  /// Whether an incident of such alerts alone pages nobody.
  public boolean pagesNobody() {
    return Boolean.TRUE.equals(toDo);
  }

  /// Whether such an alert makes no incident urgent, however severe it is.
  public boolean holdsLow() {
    return pagesNobody() || urgency == Urgency.LOW;
  }

  /// Why rules want that urgency. The stage is the last of what they say, and the only one that settles it.
  public static String urgencyWords(Urgency urgency, @Nullable Handling handling) {
    String words = "Urgency " + urgency.wire() + " comes from an event rule.";
    return handling == null || handling.stage() == null || handling.reasons().isEmpty()
        ? words
        : words + " " + handling.reasons().getLast();
  }

  /// What the rules said of that signal; null when they said nothing.
  static @Nullable Handling of(Signal signal) {
    Ruling ruling = signal.ruling();
    if (ruling == null) {
      return null;
    }
    String rule = ruling.deciding();
    return new Handling(
        rule.isEmpty() ? null : rule,
        ruling.stage(),
        ruling.urgency(),
        ruling.toDo(),
        ruling.priorityId(),
        ruling.policyId(),
        ruling.note(),
        ruling.customFields(),
        ruling.words());
  }
}
