package dev.muster.respond;

import dev.muster.correlate.IncidentEvent;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Moments;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Way;
import dev.muster.mobilize.MobilizeEvent;
import dev.muster.mobilize.Who;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns facts into entries of the timeline. Pure, but for the ids: the same fact and the same names give the same words.
final class Telling {
  /// Names of what facts mention by id, as they are when the entry is written.
  ///
  /// @param serviceOf service of an incident
  /// @param user name of a user
  /// @param policy name of an escalation policy
  /// @param priority name of a priority
  /// @param incident what people call an incident, for example `#12`
  /// @param zone the clock of a user
  /// @param monitor whose alert it is, by the alert's id
  record Names(
      Function<String, String> serviceOf,
      Function<String, String> user,
      Function<String, String> policy,
      Function<String, String> priority,
      Function<String, String> incident,
      Function<String, ZoneId> zone,
      Function<String, Who> monitor) {
    /// A moment on the clock of whoever did it.
    String moment(Who by, Instant moment) {
      return Moments.words(moment, zone.apply(by.id()));
    }
  }

  private final Names names;
  private final Ids ids;

  Telling(Names names, Ids ids) {
    this.names = names;
    this.ids = ids;
  }

  /// What an incident's fact adds to timelines.
  List<LogEntry> of(IncidentEvent event) {
    return new IncidentTelling(this, names).of(event);
  }

  /// What a response's fact adds to the incident's timeline.
  List<LogEntry> of(MobilizeEvent event) {
    return switch (event) {
      case MobilizeEvent.Triggered triggered ->
          List.of(
              field(
                  triggered,
                  triggered.by(),
                  "urgency",
                  null,
                  triggered.urgency().wire(),
                  "The urgency is %s.".formatted(triggered.urgency().wire()),
                  triggered.reason(),
                  false));
      case MobilizeEvent.Assigned assigned ->
          List.of(
              entry(
                  assigned,
                  LogEntry.Type.ASSIGN,
                  assigned.by(),
                  auto(assigned.by()),
                  "Assigned to %s.".formatted(people(assigned.userIds())),
                  assigned.reason(),
                  Map.of("assignees", assigned.userIds(), "level", assigned.level()),
                  true));
      case MobilizeEvent.Notified notified -> List.of(notified(notified));
      case MobilizeEvent.Unreachable unreachable ->
          List.of(
              entry(
                  unreachable,
                  LogEntry.Type.NOTIFY,
                  Who.muster(),
                  channel(
                      "auto",
                      Map.of("notification", Map.of("type", "none", "status", "unreachable"))),
                  "%s could not be told: no usable contact method."
                      .formatted(user(unreachable.userId())),
                  unreachable.reason(),
                  Map.of("user", unreachable.userId(), "status", "unreachable"),
                  true));
      case MobilizeEvent.NobodyOnCall nobody -> {
        var detail = new LinkedHashMap<String, Object>();
        detail.put("escalation_policy", nobody.policyId());
        detail.put("level", nobody.level());
        put(detail, "fallback", nobody.fallback());
        String policy = names.policy().apply(nobody.policyId());
        String fallback = nobody.fallback();
        yield List.of(
            entry(
                nobody,
                LogEntry.Type.ANNOTATE,
                Who.muster(),
                channel("auto", Map.of()),
                nobody.level() > 0
                    ? "Nobody is on call at level %d of %s.".formatted(nobody.level(), policy)
                    : "Nobody is on call for %s%s."
                        .formatted(
                            policy,
                            fallback == null ? "" : "; the fallback is told: " + user(fallback)),
                nobody.reason(),
                detail,
                true));
      }
      case MobilizeEvent.Acknowledged acknowledged ->
          List.of(
              entry(
                  acknowledged,
                  LogEntry.Type.ACKNOWLEDGE,
                  acknowledged.by(),
                  auto(acknowledged.by()),
                  "Acknowledged by %s.".formatted(acknowledged.by().name()),
                  acknowledged.reason(),
                  Map.of(),
                  true));
      case MobilizeEvent.Unacknowledged unacknowledged ->
          List.of(
              entry(
                  unacknowledged,
                  LogEntry.Type.UNACKNOWLEDGE,
                  unacknowledged.by(),
                  auto(unacknowledged.by()),
                  "Unacknowledged by %s.".formatted(unacknowledged.by().name()),
                  unacknowledged.reason(),
                  Map.of(),
                  true));
      case MobilizeEvent.Escalated escalated ->
          List.of(
              entry(
                  escalated,
                  LogEntry.Type.ESCALATE,
                  escalated.by(),
                  auto(escalated.by()),
                  "Escalated from level %d to level %d: %s."
                      .formatted(
                          escalated.fromLevel(), escalated.level(), people(escalated.userIds())),
                  escalated.reason(),
                  Map.of(
                      "assignees",
                      escalated.userIds(),
                      "from_level",
                      escalated.fromLevel(),
                      "level",
                      escalated.level(),
                      "loop",
                      escalated.loop()),
                  true));
      case MobilizeEvent.Repeated repeated ->
          List.of(
              entry(
                  repeated,
                  LogEntry.Type.REPEAT_ESCALATION_PATH,
                  Who.muster(),
                  channel("timeout", Map.of()),
                  "The escalation policy starts again, repetition %d.".formatted(repeated.loop()),
                  repeated.reason(),
                  Map.of("loop", repeated.loop()),
                  false));
      case MobilizeEvent.Exhausted exhausted ->
          List.of(
              entry(
                  exhausted,
                  LogEntry.Type.EXHAUST_ESCALATION_PATH,
                  Who.muster(),
                  channel("timeout", Map.of()),
                  "Every level was tried; nobody else will be told.",
                  exhausted.reason(),
                  Map.of("loops", exhausted.loops()),
                  true));
      case MobilizeEvent.Snoozed snoozed ->
          List.of(
              entry(
                  snoozed,
                  LogEntry.Type.SNOOZE,
                  snoozed.by(),
                  auto(snoozed.by()),
                  "Snoozed by %s until %s."
                      .formatted(snoozed.by().name(), names.moment(snoozed.by(), snoozed.until())),
                  snoozed.reason(),
                  Map.of(
                      "changed_actions",
                      List.of(Map.of("type", "unacknowledge", "at", snoozed.until().toString()))),
                  true));
      case MobilizeEvent.UrgencyChanged changed ->
          List.of(
              entry(
                  changed,
                  LogEntry.Type.URGENCY_CHANGE,
                  changed.by(),
                  auto(changed.by()),
                  "The urgency went from %s to %s."
                      .formatted(changed.from().wire(), changed.to().wire()),
                  changed.reason(),
                  Map.of("from", changed.from().wire(), "to", changed.to().wire()),
                  true));
      case MobilizeEvent.ServiceChanged changed ->
          List.of(
              field(
                  changed,
                  changed.by(),
                  "service",
                  changed.from(),
                  changed.to(),
                  changed.reason().words(),
                  changed.reason(),
                  true));
      case MobilizeEvent.PriorityChanged changed -> {
        String from = changed.from();
        String to = changed.to();
        yield List.of(
            field(
                changed,
                changed.by(),
                "priority",
                from == null ? null : names.priority().apply(from),
                to == null ? null : names.priority().apply(to),
                to == null
                    ? "The priority was removed."
                    : "The priority is now %s.".formatted(names.priority().apply(to)),
                changed.reason(),
                true));
      }
      case MobilizeEvent.Reassigned reassigned ->
          List.of(
              entry(
                  reassigned,
                  LogEntry.Type.ASSIGN,
                  reassigned.by(),
                  auto(reassigned.by()),
                  "Reassigned to %s by %s."
                      .formatted(people(reassigned.to()), reassigned.by().name()),
                  reassigned.reason(),
                  Map.of("assignees", reassigned.to(), "from", reassigned.from()),
                  true));
      case MobilizeEvent.Delegated delegated ->
          List.of(
              entry(
                  delegated,
                  LogEntry.Type.DELEGATE,
                  delegated.by(),
                  auto(delegated.by()),
                  "Handed to %s by %s."
                      .formatted(
                          names.policy().apply(delegated.toPolicyId()), delegated.by().name()),
                  delegated.reason(),
                  Map.of("escalation_policy", delegated.toPolicyId()),
                  true));
      case MobilizeEvent.Watching watching ->
          List.of(
              field(
                  watching,
                  Who.muster(),
                  "watched_until",
                  null,
                  watching.until().toString(),
                  "Watched for %s before it resolves."
                      .formatted(Moments.words(Duration.between(watching.at(), watching.until()))),
                  watching.reason(),
                  true));
      case MobilizeEvent.Resolved resolved -> List.of(resolved(resolved));
      case MobilizeEvent.Reopened reopened ->
          List.of(
              field(
                  reopened,
                  reopened.by(),
                  "status",
                  "resolved",
                  "triggered",
                  "Reopened by %s.".formatted(reopened.by().name()),
                  reopened.reason(),
                  true));
      case MobilizeEvent.ReachedAckTimeout reached ->
          List.of(
              entry(
                  reached,
                  LogEntry.Type.REACH_ACK_LIMIT,
                  Who.muster(),
                  channel("timeout", Map.of()),
                  "The acknowledgement was too old.",
                  reached.reason(),
                  Map.of(),
                  false));
      case MobilizeEvent.ReachedAutoResolve reached ->
          List.of(
              entry(
                  reached,
                  LogEntry.Type.REACH_TRIGGER_LIMIT,
                  Who.muster(),
                  channel("timeout", Map.of()),
                  "It was open for as long as the service allows.",
                  reached.reason(),
                  Map.of(),
                  false));
      case MobilizeEvent.CauseMoved moved ->
          List.of(
              entry(
                  moved,
                  LogEntry.Type.ANNOTATE,
                  Who.muster(),
                  auto(Who.muster()),
                  moved.reason().words(),
                  moved.reason(),
                  Map.of(
                      "from_service_id",
                      moved.fromServiceId(),
                      "to_service_id",
                      moved.toServiceId(),
                      "responders_asked",
                      moved.summoned()),
                  true));
      case MobilizeEvent.Informed informed ->
          List.of(
              entry(
                  informed,
                  LogEntry.Type.ANNOTATE,
                  Who.muster(),
                  auto(Who.muster()),
                  "%s, %s"
                      .formatted(
                          informed.userIds().stream()
                              .map(this::user)
                              .collect(java.util.stream.Collectors.joining(", ")),
                          informed.reason().words()),
                  null, // its words are all there is to say
                  Map.of("service_id", informed.serviceId(), "user_ids", informed.userIds()),
                  false));
      case MobilizeEvent.Experimented experimented ->
          List.of(
              entry(
                  experimented,
                  LogEntry.Type.ANNOTATE,
                  Who.muster(),
                  auto(Who.muster()),
                  experimented.kept()
                      ? "Kept to the team of an experiment."
                      : "No longer kept to the team of an experiment.",
                  experimented.reason(),
                  Map.of(
                      "experiment_id",
                      experimented.experimentId(),
                      "kept_to_its_team",
                      experimented.kept()),
                  true));
      case MobilizeEvent.LeftToDo left ->
          List.of(
              entry(
                  left,
                  LogEntry.Type.ANNOTATE,
                  Who.muster(),
                  auto(Who.muster()),
                  left.pagesNobody()
                      ? "To do: nobody is paged."
                      : "No longer only to do: people are told from now on.",
                  left.reason(),
                  Map.of("pages_nobody", left.pagesNobody()),
                  true));
      case MobilizeEvent.ResponderRequested requested ->
          List.of(
              entry(
                  requested,
                  LogEntry.Type.ANNOTATE,
                  requested.by(),
                  auto(requested.by()),
                  "%s asked %s to help.".formatted(requested.by().name(), user(requested.userId())),
                  null,
                  Map.of(
                      "responder",
                      requested.userId(),
                      "request_id",
                      requested.requestId(),
                      "message",
                      requested.message()),
                  true));
      case MobilizeEvent.ResponderReplied replied ->
          List.of(
              entry(
                  replied,
                  LogEntry.Type.ANNOTATE,
                  replied.by(),
                  auto(replied.by()),
                  "Request for %s to help: %s."
                      .formatted(user(replied.userId()), replied.state().replace('_', ' ')),
                  null,
                  Map.of(
                      "responder",
                      replied.userId(),
                      "request_id",
                      replied.requestId(),
                      "state",
                      replied.state()),
                  true));
    };
  }

  private LogEntry notified(MobilizeEvent.Notified notified) {
    boolean sent =
        switch (notified.outcome()) {
          case SENT -> true;
          case FAILED -> false;
        };
    String userId = notified.userId();
    var detail = new LinkedHashMap<String, Object>();
    put(detail, "user", userId);
    detail.put("address", notified.address());
    detail.put("notification_id", notified.notificationId());
    detail.put("words", notified.words());
    return entry(
        notified,
        LogEntry.Type.NOTIFY,
        Who.muster(),
        channel(
            "auto",
            Map.of(
                "notification",
                Map.of(
                    "type",
                    notified.channel(),
                    "address",
                    notified.address(),
                    "status",
                    sent ? "success" : "failed"))),
        sent
            ? "%s was told by %s."
                .formatted(userId == null ? "The fallback" : user(userId), notified.channel())
            : "%s could not be told by %s: %s"
                .formatted(
                    userId == null ? "The fallback" : user(userId),
                    notified.channel(),
                    notified.words()),
        notified.reason(),
        detail,
        false);
  }

  private LogEntry resolved(MobilizeEvent.Resolved resolved) {
    String into = resolved.how().intoIncidentId();
    var detail = new LinkedHashMap<String, Object>();
    put(detail, "resolution", resolved.how().words());
    put(detail, "merged_into", into);
    return entry(
        resolved,
        LogEntry.Type.RESOLVE,
        resolved.by(),
        into == null ? auto(resolved.by()) : merged(resolved.by(), into),
        into == null
            ? "Resolved by %s.".formatted(resolved.by().name())
            : "Merged into incident %s by %s."
                .formatted(names.incident().apply(into), resolved.by().name()),
        resolved.reason(),
        detail,
        true);
  }

  private static Map<String, Object> merged(Who by, String into) {
    Way via = by.via();
    return channel(
        "merge",
        via == null
            ? Map.of("target_incident_id", into)
            : Map.of("target_incident_id", into, "via", via.wire()));
  }

  /// What is written down later than this after it happened is late.
  static final Duration LATE = Duration.ofMinutes(5);

  /// Whether somebody brought it in from elsewhere.
  static boolean imported(LogEntry entry) {
    return "import".equals(entry.channel().get("type"));
  }

  /// Where it was seen: where an import comes from, else the channel.
  static String source(LogEntry entry) {
    Object source = imported(entry) ? entry.detail().get("source") : entry.channel().get("type");
    return String.valueOf(source);
  }

  /// When it was written down, for what was brought in from elsewhere; null for what was written as it happened.
  static @Nullable Instant recordedAt(LogEntry entry) {
    return imported(entry) && entry.detail().get("recorded_at") instanceof String at
        ? Instant.parse(at)
        : null;
  }

  /// Whether it was written down well after it happened.
  static boolean late(LogEntry entry) {
    Instant recorded = recordedAt(entry);
    return recorded != null && Duration.between(entry.at(), recorded).compareTo(LATE) > 0;
  }

  /// An entry that says something in words.
  LogEntry note(String incidentId, Instant at, Who who, String words, Map<String, Object> detail) {
    return new LogEntry(
        ids.next('R'),
        incidentId,
        names.serviceOf().apply(incidentId),
        LogEntry.Type.ANNOTATE,
        at,
        who,
        noted(who, words),
        words,
        null,
        detail,
        true);
  }

  private static Map<String, Object> noted(Who who, String words) {
    Way via = who.via();
    return channel(
        "note",
        via == null ? Map.of("summary", words) : Map.of("summary", words, "via", via.wire()));
  }

  LogEntry field(
      Object event,
      Who who,
      String field,
      @Nullable String from,
      @Nullable String to,
      String words,
      @Nullable Reason reason,
      boolean overview) {
    var detail = new LinkedHashMap<String, Object>();
    detail.put("field", field);
    put(detail, "from", from);
    put(detail, "to", to);
    return entry(
        event, LogEntry.Type.FIELD_VALUE_CHANGE, who, auto(who), words, reason, detail, overview);
  }

  LogEntry entry(
      Object event,
      LogEntry.Type type,
      Who who,
      Map<String, Object> channel,
      String words,
      @Nullable Reason reason,
      Map<String, Object> detail,
      boolean overview) {
    String incidentId =
        event instanceof IncidentEvent incident
            ? incident.incidentId()
            : ((MobilizeEvent) event).incidentId();
    Instant at =
        event instanceof IncidentEvent incident ? incident.at() : ((MobilizeEvent) event).at();
    return new LogEntry(
        ids.next('R'),
        incidentId,
        names.serviceOf().apply(incidentId),
        type,
        at,
        who,
        channel,
        words,
        reason,
        detail,
        overview);
  }

  private static Map<String, Object> auto(Who who) {
    Way via = who.via();
    if (via != null) {
      return channel(via.wire(), Map.of());
    }
    return channel(
        switch (who.kind()) {
          case USER -> "website";
          case ACCOUNT, INTEGRATION -> "api";
          case SERVICE, MUSTER -> "auto";
        },
        Map.of());
  }

  static Map<String, Object> channel(String type, Map<String, Object> more) {
    var channel = new LinkedHashMap<String, Object>(more);
    channel.put("type", type);
    return channel;
  }

  Who person(String id) {
    return person(id, null);
  }

  Who person(String id, @Nullable Way via) {
    return id.equals("muster") ? Who.muster() : new Who(Who.Kind.USER, id, user(id), via);
  }

  Who by(String kind, String id) {
    return switch (kind) {
      case "person" -> person(id);
      case "monitor" -> new Who(Who.Kind.INTEGRATION, id, "The monitor");
      default -> Who.muster();
    };
  }

  private String user(String id) {
    return names.user().apply(id);
  }

  private String people(List<String> userIds) {
    return userIds.isEmpty()
        ? "nobody"
        : userIds.stream().map(this::user).collect(Collectors.joining(", "));
  }

  static void put(Map<String, Object> map, String key, @Nullable Object value) {
    Optional.ofNullable(value).ifPresent(there -> map.put(key, there));
  }
}
