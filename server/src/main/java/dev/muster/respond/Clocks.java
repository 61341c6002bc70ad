package dev.muster.respond;

import dev.muster.kernel.Words;
import dev.muster.mobilize.Who;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When an incident was flagged, when the first person did something about it, and when it was restored; read from its timeline, so
/// that every figure leads to the entry that it comes from. Pure.
///
/// @param flagged null for an incident without any entry
/// @param responded null while nobody has done anything
/// @param restored null while it is not
record Clocks(
    @Nullable LogEntry flagged, @Nullable LogEntry responded, @Nullable LogEntry restored) {
  /// What an entry may be besides what happened.
  enum Milestone {
    FLAGGED,
    FIRST_RESPONSE,
    RESTORED;

    String wire() {
      return Words.of(this);
    }

    static Optional<Milestone> of(String word) {
      return Words.find(Milestone.class, word);
    }
  }

  /// @param entries all of one incident, in any order
  static Clocks of(List<LogEntry> entries) {
    List<LogEntry> sorted =
        entries.stream().sorted(Comparator.comparing(LogEntry::at)).toList(); // stable
    LogEntry flagged =
        sorted.stream()
            .filter(entry -> is(entry, Milestone.FLAGGED) || entry.type() == LogEntry.Type.TRIGGER)
            .findFirst()
            .orElse(sorted.isEmpty() ? null : sorted.getFirst());
    if (flagged == null) {
      return new Clocks(null, null, null);
    }
    LogEntry responded =
        sorted.stream()
            .filter(entry -> !entry.at().isBefore(flagged.at()))
            .filter(entry -> is(entry, Milestone.FIRST_RESPONSE) || byHand(entry))
            .findFirst()
            .orElse(null);
    return new Clocks(flagged, responded, restored(sorted));
  }

  /// What somebody says was the restoration, the last time; else the resolution that stands.
  private static @Nullable LogEntry restored(List<LogEntry> sorted) {
    LogEntry said = null;
    LogEntry resolved = null;
    for (LogEntry entry : sorted) {
      if (is(entry, Milestone.RESTORED)) {
        said = entry;
      } else if (entry.type() == LogEntry.Type.RESOLVE) {
        resolved = entry;
      } else if (reopens(entry)) {
        said = null;
        resolved = null;
      }
    }
    return said == null ? resolved : said;
  }

  private static boolean reopens(LogEntry entry) {
    return entry.type() == LogEntry.Type.FIELD_VALUE_CHANGE
        && "status".equals(entry.detail().get("field"))
        && "triggered".equals(entry.detail().get("to"));
  }

  /// A person took it, wrote something, or ended it.
  private static boolean byHand(LogEntry entry) {
    return entry.agent().kind() == Who.Kind.USER
        && !Telling.imported(entry)
        && switch (entry.type()) {
          case ACKNOWLEDGE, RESOLVE, SNOOZE, DELEGATE -> true;
          case ANNOTATE -> "note".equals(entry.channel().get("type"));
          case TRIGGER,
              UNACKNOWLEDGE,
              ASSIGN,
              ESCALATE,
              EXHAUST_ESCALATION_PATH,
              REPEAT_ESCALATION_PATH,
              NOTIFY,
              URGENCY_CHANGE,
              REACH_ACK_LIMIT,
              REACH_TRIGGER_LIMIT,
              FIELD_VALUE_CHANGE,
              CUSTOM_FIELD_VALUE_CHANGE ->
              false;
        };
  }

  private static boolean is(LogEntry entry, Milestone milestone) {
    return milestone.wire().equals(entry.detail().get("milestone"));
  }

  /// From the flag to the first thing that a person did; null while nobody has.
  @Nullable Duration toFirstResponse() {
    return between(flagged, responded);
  }

  /// From the flag to the restoration; null while it is not restored.
  @Nullable Duration toRestore() {
    return between(flagged, restored);
  }

  private static @Nullable Duration between(@Nullable LogEntry from, @Nullable LogEntry to) {
    if (from == null || to == null) {
      return null;
    }
    Instant end = to.at().isBefore(from.at()) ? from.at() : to.at();
    return Duration.between(from.at(), end);
  }
}
