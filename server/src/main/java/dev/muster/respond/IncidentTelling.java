package dev.muster.respond;

import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.IncidentEvent.IncidentAcknowledgedBySource;
import dev.muster.correlate.IncidentEvent.IncidentAlertWorsened;
import dev.muster.correlate.IncidentEvent.IncidentCauseJudged;
import dev.muster.correlate.IncidentEvent.IncidentCauseNamed;
import dev.muster.correlate.IncidentEvent.IncidentCleared;
import dev.muster.correlate.IncidentEvent.IncidentEased;
import dev.muster.correlate.IncidentEvent.IncidentFormed;
import dev.muster.correlate.IncidentEvent.IncidentGrew;
import dev.muster.correlate.IncidentEvent.IncidentMerged;
import dev.muster.correlate.IncidentEvent.IncidentRetitled;
import dev.muster.correlate.IncidentEvent.IncidentSeverityChanged;
import dev.muster.correlate.IncidentEvent.IncidentShrank;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Way;
import dev.muster.mobilize.Who;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The part of the telling that is about what belongs to incidents.
final class IncidentTelling {
  private final Telling telling;
  private final Telling.Names names;

  IncidentTelling(Telling telling, Telling.Names names) {
    this.telling = telling;
    this.names = names;
  }

  /// What an incident's fact adds to timelines.
  List<LogEntry> of(IncidentEvent event) {
    return switch (event) {
      case IncidentFormed formed -> List.of(formed(formed));
      case IncidentGrew grew ->
          grew.reason().rule().equals("merge")
              ? List.of() // told once, by the merge itself
              : List.of(
                  telling.entry(
                      grew,
                      LogEntry.Type.TRIGGER,
                      joiner(grew),
                      Telling.channel(joining(grew), Map.of("alert_id", grew.alertId())),
                      grew.byId() == null
                          ? "Another alert joined the incident."
                          : "An alert was moved into the incident.",
                      grew.reason(),
                      Map.of("alert_id", grew.alertId(), "severity", grew.severity().wire()),
                      false));
      case IncidentSeverityChanged changed ->
          List.of(
              telling.field(
                  changed,
                  Who.muster(),
                  "severity",
                  null,
                  changed.severity().wire(),
                  "The severity is now %s.".formatted(changed.severity().wire()),
                  null,
                  false));
      case IncidentAlertWorsened _ ->
          List.of(); // the alert tells it, and the response when it makes it urgent
      case IncidentShrank shrank -> {
        String to = shrank.toIncidentId();
        yield List.of(
            telling.field(
                shrank,
                telling.person(shrank.byId(), shrank.via()),
                "alerts",
                shrank.alertId(),
                to,
                to == null
                    ? "An alert was taken out of the incident."
                    : "An alert was moved to incident %s.".formatted(names.incident().apply(to)),
                shrank.reason(),
                false));
      }
      case IncidentEased eased ->
          List.of(
              telling.field(
                  eased,
                  telling.by(eased.byKind(), eased.byId()),
                  "alerts",
                  eased.alertId(),
                  "resolved",
                  "An alert resolved; %d still open.".formatted(eased.openAlerts()),
                  null,
                  false));
      case IncidentMerged merged -> {
        Who who = telling.person(merged.byId(), merged.via());
        yield List.of(
            telling.note(
                merged.intoIncidentId(),
                merged.at(),
                who,
                "Incident %s was merged into this one."
                    .formatted(names.incident().apply(merged.incidentId())),
                Map.of("merged_incident_id", merged.incidentId())));
      }
      case IncidentRetitled retitled ->
          List.of(
              telling.field(
                  retitled,
                  telling.person(retitled.byId(), retitled.via()),
                  "title",
                  retitled.from(),
                  retitled.title(),
                  "The title is now \"%s\".".formatted(retitled.title()),
                  retitled.why() == null
                      ? null
                      : new Reason("title.asked", 1, "Reason given: " + retitled.why()),
                  true));
      case IncidentCauseJudged judged ->
          List.of(
              telling.note(
                  judged.incidentId(),
                  judged.at(),
                  telling.person(judged.byId(), judged.via()),
                  judgement(judged),
                  Map.of("change_id", judged.changeId(), "verdict", judged.verdict())));
      case IncidentCauseNamed named ->
          List.of(
              telling.note(
                  named.incidentId(),
                  named.at(),
                  telling.person(named.byId(), named.via()),
                  naming(named),
                  Map.of("entity", named.entity(), "verdict", named.verdict())));
      case IncidentAcknowledgedBySource _ ->
          List.of(); // told as the acknowledgement that it leads to
      case IncidentCleared cleared ->
          List.of(
              telling.field(
                  cleared,
                  telling.by(cleared.byKind(), cleared.byId()),
                  "phase",
                  "active",
                  "watching",
                  "All alerts have cleared.",
                  null,
                  true));
    };
  }

  private static String judgement(IncidentCauseJudged judged) {
    return switch (judged.verdict()) {
      case "caused" -> "The change \"%s\" caused it.".formatted(judged.summary());
      case "not_caused" -> "The change \"%s\" did not cause it.".formatted(judged.summary());
      default -> "What was said about the change \"%s\" is taken back.".formatted(judged.summary());
    };
  }

  private static String naming(IncidentCauseNamed named) {
    return switch (named.verdict()) {
      case "right" -> "%s is what broke.".formatted(named.name());
      case "wrong" -> "%s is not what broke.".formatted(named.name());
      default -> "What was said about %s is taken back.".formatted(named.name());
    };
  }

  private LogEntry formed(IncidentFormed formed) {
    var declared = formed.declared();
    String alert = formed.alertId();
    Who who =
        declared != null
            ? telling.person(declared.byId(), declared.via())
            : alert == null ? Who.muster() : names.monitor().apply(alert);
    var detail = new LinkedHashMap<String, Object>();
    detail.put("description", formed.title());
    Telling.put(detail, "alert_id", formed.alertId());
    Telling.put(detail, "severity", formed.severity() == null ? null : formed.severity().wire());
    Telling.put(detail, "details", declared == null ? null : declared.details());
    var channel = new LinkedHashMap<String, Object>();
    channel.put("summary", formed.title());
    Telling.put(channel, "incident_key", formed.incidentKey());
    if (declared != null) {
      channel.put("subject", formed.title());
      Telling.put(channel, "details", declared.details());
    }
    return new LogEntry(
        LogEntry.firstId(formed.incidentId()),
        formed.incidentId(),
        formed.serviceId(),
        LogEntry.Type.TRIGGER,
        formed.at(),
        who,
        Telling.channel(declared == null ? "api" : opened(declared.via()), channel),
        declared != null
            ? "Opened by %s.".formatted(who.name())
            : who.kind() == Who.Kind.INTEGRATION
                ? "Triggered by %s.".formatted(who.name())
                : "Triggered through the API.",
        formed.reason(),
        detail,
        true);
  }

  /// Who brought the alert: the person who moved it, else its monitor.
  private Who joiner(IncidentGrew grew) {
    String person = grew.byId();
    return person == null
        ? names.monitor().apply(grew.alertId())
        : telling.person(person, grew.via());
  }

  private static String joining(IncidentGrew grew) {
    Way via = grew.via();
    return via != null ? via.wire() : grew.byId() == null ? "api" : "website";
  }

  private static String opened(@Nullable Way via) {
    return via == null || via == Way.WEBSITE ? "web_trigger" : via.wire();
  }
}
