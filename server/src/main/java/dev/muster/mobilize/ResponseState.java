package dev.muster.mobilize;

import dev.muster.correlate.Declared;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A response with what only this room needs to know of it.
///
/// @param response what everybody may see
/// @param ladder the policy as it was when the response started to run on it: editing the policy tomorrow does not change
///     tonight's escalation; null when it runs on none, or is over
/// @param step counts the assignments; what is told to people belongs to one step and is void in the next
/// @param picks by rule id, which place in a ring this incident was given; repeating a level goes on from there
/// @param due what happens by itself, earliest first
/// @param severity the worst so far, while the urgency is low of the alerts that no rule holds low or to do; null when there was none
/// @param urgencyByHand true when a person or an event rule set the urgency: the service's rule overrules neither
/// @param urgencyByRule true while that was an event rule or the stage of an alert, which speaks for alerts like it alone; null is false
record ResponseState(
    Response response,
    @Nullable Policy ladder,
    int step,
    Map<String, Long> picks,
    List<Due> due,
    @Nullable Severity severity,
    boolean urgencyByHand,
    @Nullable Boolean urgencyByRule) {
  ResponseState {
    picks = Map.copyOf(picks);
    due = List.copyOf(due);
  }

  String id() {
    return response.incidentId();
  }

  Optional<Due> due(Due.Kind kind) {
    return due.stream().filter(one -> one.kind() == kind).findFirst();
  }

  /// When the next thing happens by itself; null when nothing does.
  @Nullable Instant nextDueAt() {
    return due.isEmpty() ? null : due.getFirst().at();
  }

  /// True when all its alerts have cleared and it is watched before it resolves.
  boolean recovered() {
    return response.status().open() && response.phase() == Response.Phase.WATCHING;
  }

  /// True while an alert that matters more may join it: nobody is paged of it, or a rule about some of its alerts holds its urgency low.
  boolean waitsForMore() {
    return response.status().open()
        && Alarm.waitsForMore(response.pagesNobody(), response.urgency(), heldByRule());
  }

  /// True while a worse alert may make it urgent, unless a rule holds that one low.
  boolean mayRise() {
    return response.status().open() && response.urgency() == Urgency.LOW && !urgencyByHand;
  }

  boolean heldByRule() {
    return Boolean.TRUE.equals(urgencyByRule);
  }

  /// The users among those who have acknowledged.
  static List<String> users(List<Response.Acknowledgement> acknowledgements) {
    return acknowledgements.stream()
        .filter(one -> one.by().isUser())
        .map(one -> one.by().id())
        .distinct()
        .toList();
  }

  /// How it stands for alerts that are split off it, or how it stood when it was merged away.
  Declared.Parted parting(List<Declared.Told> told) {
    Response.ResolveReason ended = response.resolveReason();
    List<String> holders = ended == null ? null : ended.holderIds();
    return new Declared.Parted(
        id(),
        response.number(),
        response.serviceId(),
        told,
        holders == null ? users(response.acknowledgements()) : holders,
        response.snoozedUntil(),
        response.policyId(),
        response.level(),
        response.loop(),
        response.urgency(),
        urgencyByHand,
        heldByRule(),
        response.pagesNobody());
  }

  /// True when people are to be told in that step.
  boolean wants(int ofStep) {
    return response.triggered() && step == ofStep;
  }
}
