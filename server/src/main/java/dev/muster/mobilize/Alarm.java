package dev.muster.mobilize;

import dev.muster.alert.Handling;
import dev.muster.catalog.Service;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an incident's alerts alone make of the people who answer for it, while nobody does anything. What makes an incident urgent later
/// is decided here for the running response and for trials alike.
///
/// @param toDo pages nobody
/// @param byRule whether an event rule wants that urgency
/// @param severity of the worst alert that no rule holds low; null for none
public record Alarm(boolean toDo, Urgency urgency, boolean byRule, @Nullable Severity severity) {
  /// Of a new incident.
  ///
  /// @param handling what event rules want of the alert that formed it; null when they had nothing to say
  public static Alarm formed(
      Service service, Severity severity, @Nullable Handling handling, Instant at) {
    Urgency wanted = handling == null ? null : handling.urgency();
    return new Alarm(
        handling != null && handling.pagesNobody(),
        wanted == null ? service.urgencyAt(severity, at) : wanted,
        wanted != null,
        handling != null && handling.holdsLow() ? null : severity);
  }

  /// The same incident with one more alert.
  ///
  /// @param service of the incident, whatever service the alert came in through
  public Alarm joined(Service service, Severity joining, @Nullable Handling handling, Instant at) {
    if (waitsForMore(toDo, urgency, byRule)) {
      if (!matters(handling, toDo)) {
        return this;
      }
      Urgency wanted = handling == null ? null : handling.urgency();
      return new Alarm(
          false,
          wanted == null ? service.urgencyAt(joining, at) : wanted,
          wanted != null,
          wanted == Urgency.LOW ? null : joining);
    }
    if (urgency == Urgency.HIGH || (handling != null && handling.holdsLow())) {
      return this;
    }
    Severity worst = severity == null || joining.worseThan(severity) ? joining : severity;
    return new Alarm(
        false, bySeverity(service, at) ? service.urgencyAt(worst, at) : urgency, byRule, worst);
  }

  /// Whether somebody is paged.
  public boolean pages() {
    return !toDo && urgency == Urgency.HIGH;
  }

  /// Whether it pages nobody, or a rule holds it low, until an alert belongs to it that matters more.
  static boolean waitsForMore(boolean toDo, Urgency urgency, boolean byRule) {
    return toDo || (urgency == Urgency.LOW && byRule);
  }

  /// Whether such an alert matters more than an incident that waits for more.
  ///
  /// @param handling what event rules want of the alert; null when they had nothing to say
  /// @param toDo whether the incident pages nobody, so that an alert of low urgency matters more than what it has
  static boolean matters(@Nullable Handling handling, boolean toDo) {
    return handling == null
        || (!handling.pagesNobody() && (handling.urgency() != Urgency.LOW || toDo));
  }

  /// Whether the severity decides at that moment. Support hours alone change the urgency through scheduled actions only, never because an
  /// alert happens to come in.
  static boolean bySeverity(Service service, Instant now) {
    for (Severity any : Severity.values()) {
      if (service.urgencyAt(any, now) != service.urgencyAt(Severity.CRITICAL, now)) {
        return true;
      }
    }
    return false;
  }
}
