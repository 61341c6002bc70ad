package dev.muster.respond;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.kernel.Reason;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entry of the timeline on the wire.
///
/// @param agent who did it; null for the house itself
/// @param user the person told, on entries about notifications
/// @param assignees the people assigned, on entries about assignments
/// @param actor the name of whoever did it, also when that is the house itself or somebody whom it does not know
/// @param source where it was seen
/// @param recordedAt when it was brought in from elsewhere; null for what was written down as it happened
/// @param late whether it was written down well after it happened
/// @param acknowledgementTimeout always null; kept because clients read it
/// @param reason why, where a decision was taken
record LogEntryView(
    String id,
    String type,
    String summary,
    String self,
    @Nullable String htmlUrl,
    Instant createdAt,
    @Nullable Object agent,
    Map<String, Object> channel,
    Object incident,
    Object service,
    List<Object> teams,
    List<Object> contexts,
    Map<String, Object> eventDetails,
    @Nullable Object user,
    @Nullable List<Object> assignees,
    @Nullable Object changedActions,
    @Nullable Integer acknowledgementTimeout,
    @Nullable String note,
    @Nullable Reason reason,
    String actor,
    String source,
    @Nullable Instant recordedAt,
    boolean late) {

  static LogEntryView of(
      LogEntry entry, IncidentViews views, Directory directory, Catalog catalog) {
    Map<String, Reference> incidents = views.references(List.of(entry.incidentId()));
    return of(entry, incidents, views, directory, catalog);
  }

  /// @param incidents references to the incidents of the page, by id
  static LogEntryView of(
      LogEntry entry,
      Map<String, ?> incidents,
      IncidentViews views,
      Directory directory,
      Catalog catalog) {
    var links = directory.links();
    Object incident = incidents.get(entry.incidentId());
    String team = catalog.service(entry.serviceId()).map(Service::teamId).orElse(null);
    Object user = entry.detail().get("user");
    Object assignees = entry.detail().get("assignees");
    var details = new LinkedHashMap<>(entry.detail());
    details.putIfAbsent("description", entry.summary());
    return new LogEntryView(
        entry.id(),
        entry.type().wire(),
        entry.summary(),
        links.self("log_entries", entry.id()),
        links.html("incidents", entry.incidentId()) + "/log_entries/" + entry.id(),
        entry.at(),
        views.agent(entry.agent()),
        entry.channel(),
        incident == null
            ? new Reference(entry.incidentId(), "incident_reference", null, null, null)
            : incident,
        directory.knows("service")
            ? directory.reference("service", entry.serviceId())
            : new Reference(entry.serviceId(), "service_reference", null, null, null),
        team == null || !directory.knows("team")
            ? List.of()
            : List.of(directory.reference("team", team)),
        List.of(),
        details,
        user instanceof String id && directory.knows("user")
            ? directory.reference("user", id)
            : null,
        assignees instanceof List<?> ids && directory.knows("user")
            ? ids.stream()
                .map(id -> (Object) directory.reference("user", String.valueOf(id)))
                .toList()
            : null,
        entry.detail().get("changed_actions"),
        null,
        entry.type() == LogEntry.Type.ANNOTATE ? entry.summary() : null,
        entry.reason(),
        entry.agent().name(),
        Telling.source(entry),
        Telling.recordedAt(entry),
        Telling.late(entry));
  }
}
