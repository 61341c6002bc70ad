package dev.muster.respond.ticket;

import dev.muster.catalog.Priority;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Words;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which incidents of a service get a ticket, and where.
///
/// @param serviceId empty for all services that have no rule of their own
/// @param trackerId null to leave it to the only tracker that is there
/// @param fromSeverity the least severity that is enough, where {@link When#FROM} asks for one; null when none is
/// @param fromPriorityId the least priority that is enough, likewise
record FilingRule(
    String serviceId,
    @Nullable String trackerId,
    When when,
    @Nullable Severity fromSeverity,
    @Nullable String fromPriorityId) {
  private static final int VERSION = 1;

  /// As long as nobody has said anything else: people file tickets, and what pages nobody is filed.
  static final FilingRule USUAL = new FilingRule("", null, When.BY_HAND, null, null);

  /// When a ticket is filed.
  enum When {
    ALWAYS,
    /// From a severity or a priority on.
    FROM,
    /// When a person asks for it. What is something to do and pages nobody is filed without being asked for.
    BY_HAND,
    NEVER;

    String wire() {
      return Words.of(this);
    }

    static Optional<When> of(String word) {
      return Words.find(When.class, word);
    }
  }

  /// What is known of an incident when that is decided.
  ///
  /// @param toDo whether it is something to do that pages nobody
  record Subject(boolean toDo, @Nullable Severity severity, @Nullable Priority priority) {}

  /// Why a ticket is filed by itself; null when none is.
  ///
  /// @param least the priority that the rule names; null when it names none, or one that is gone
  @Nullable Reason file(Subject subject, @Nullable Priority least) {
    if (when == When.NEVER) {
      return null;
    }
    if (when == When.ALWAYS) {
      return reason("ticket.always", "Every incident of its service gets a ticket.");
    }
    if (subject.toDo()) {
      return reason("ticket.to_do", "It is something to do and pages nobody, so it gets a ticket.");
    }
    if (when == When.BY_HAND) {
      return null;
    }
    Severity severity = subject.severity();
    if (fromSeverity != null
        && severity != null
        && (severity == fromSeverity || severity.worseThan(fromSeverity))) {
      return reason(
          "ticket.severity",
          "Incidents of its service get a ticket from severity %s on; it is %s."
              .formatted(fromSeverity.wire(), severity.wire()));
    }
    Priority priority = subject.priority();
    if (least != null && priority != null && priority.position() <= least.position()) {
      return reason(
          "ticket.priority",
          "Incidents of its service get a ticket from priority %s on; it has %s."
              .formatted(least.name(), priority.name()));
    }
    return null;
  }

  private static Reason reason(String rule, String words) {
    return new Reason(rule, VERSION, words);
  }
}
