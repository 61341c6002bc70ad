package dev.muster.respond;

import dev.muster.kernel.Reason;
import dev.muster.mobilize.Who;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that happened to an incident: what, when, by whom, through which channel, why.
///
/// @param id identifier, `R...`
/// @param serviceId service of the incident at that time
/// @param at when it happened, which may be before it was written down
/// @param agent who did it
/// @param channel how it came about, in the words of the REST API: a map with at least `type`
/// @param summary one line for people
/// @param reason why, where a decision was taken; null otherwise
/// @param detail what the type has of its own, for example the assignees
/// @param overview whether it belongs to the short version of the timeline
public record LogEntry(
    String id,
    String incidentId,
    String serviceId,
    Type type,
    Instant at,
    Who agent,
    Map<String, Object> channel,
    String summary,
    @Nullable Reason reason,
    Map<String, Object> detail,
    boolean overview) {
  public LogEntry {
    channel = Collections.unmodifiableMap(new LinkedHashMap<>(channel)); // keeps its order
    detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
  }

  /// What kinds of things happen, as the REST API names them; on the wire with `_log_entry` behind them.
  public enum Type {
    TRIGGER,
    ACKNOWLEDGE,
    UNACKNOWLEDGE,
    ASSIGN,
    DELEGATE,
    ESCALATE,
    EXHAUST_ESCALATION_PATH,
    REPEAT_ESCALATION_PATH,
    NOTIFY,
    ANNOTATE,
    RESOLVE,
    SNOOZE,
    URGENCY_CHANGE,
    REACH_ACK_LIMIT,
    REACH_TRIGGER_LIMIT,
    FIELD_VALUE_CHANGE,
    CUSTOM_FIELD_VALUE_CHANGE;

    public String wire() {
      return name().toLowerCase(Locale.ROOT) + "_log_entry";
    }
  }

  /// The id of an incident's first entry. It follows from the incident's id, so that an answer can point at it before the timeline
  /// has been written.
  public static String firstId(String incidentId) {
    return "R" + incidentId.substring(1);
  }
}
