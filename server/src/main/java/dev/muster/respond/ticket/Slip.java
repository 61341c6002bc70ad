package dev.muster.respond.ticket;

import dev.muster.kernel.Text;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is said of an incident when its ticket is filed.
///
/// @param title as people read it in a list of tickets
/// @param lines the text, a paragraph each
/// @param link where the incident is
/// @param status of the incident: `triggered`, `acknowledged` or `resolved`
/// @param askedAt when the ticket was asked for; it cannot have been made before
record Slip(
    String incidentId,
    long number,
    String title,
    List<String> lines,
    String link,
    String service,
    String urgency,
    @Nullable String severity,
    @Nullable String priority,
    String status,
    Instant askedAt) {
  /// For trying templates out.
  static final Slip SAMPLE =
      new Slip(
          "QSAMPLE",
          1,
          "A \"sample\"",
          List.of("One\nline"),
          "https://muster.example/incidents/1",
          "Sample",
          "high",
          "critical",
          "P1",
          "triggered",
          Instant.EPOCH);

  /// Trackers cut or refuse longer titles: 255 characters with Jira and GitHub, 160 with ServiceNow.
  static final int TITLE_MOST = 160;

  /// The names that a template may use.
  static final List<String> NAMES = List.copyOf(SAMPLE.names().keySet());

  Slip {
    title = Text.line(title, TITLE_MOST);
    lines = List.copyOf(lines);
  }

  /// By what the ticket is found again, unique in this house and fit to be a label.
  String correlation() {
    return correlation(incidentId);
  }

  static String correlation(String incidentId) {
    return "muster-" + incidentId;
  }

  /// All paragraphs.
  String text() {
    return String.join("\n\n", lines);
  }

  /// The names that a template may use, with their values.
  Map<String, String> names() {
    var names = new LinkedHashMap<String, String>();
    names.put("title", title);
    names.put("description", text());
    names.put("correlation_id", correlation());
    names.put("incident_id", incidentId);
    names.put("incident_number", Long.toString(number));
    names.put("incident_url", link);
    names.put("service", service);
    names.put("urgency", urgency);
    names.put("severity", Objects.requireNonNullElse(severity, ""));
    names.put("priority", Objects.requireNonNullElse(priority, ""));
    names.put("status", status);
    return names;
  }
}
