package dev.muster.access;

import dev.muster.platform.web.ApiException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What people of the role `restricted_access` may ask for: themselves, and what belongs to their teams. What Muster found out about
/// an incident of theirs, its cause, suspect changes and known problems, may name parts of another team: whoever has to end it must know. Other
/// incidents beside it are told of only when they are of their teams. Everything is shut that
/// is not opened here, so that a new resource is not seen before somebody has thought about it. Pure.
final class RestrictedView {
  /// Stands for no team where at least one must be named.
  private static final String NO_TEAM = "-";

  /// Lists that are filtered by team.
  private static final Set<String> LISTS =
      Set.of(
          "incidents",
          "services",
          "escalation_policies",
          "schedules",
          "log_entries",
          "alerts",
          "oncalls",
          "live",
          "users",
          "teams",
          "maintenance_windows");

  /// What may be asked of one object, by its kind; the empty word is the object itself.
  private static final Map<String, Set<String>> OBJECTS =
      Map.of(
          "incidents",
              Set.of(
                  "",
                  "alerts",
                  "notes",
                  "log_entries",
                  "clocks",
                  "notifications",
                  "snooze",
                  "responder_requests",
                  "status_updates",
                  "ticket",
                  "custom_fields",
                  "impact",
                  "phases",
                  "differences",
                  "detection_source",
                  "verdict",
                  "slos",
                  "journeys",
                  "analysis",
                  "probable_cause",
                  "caused_by",
                  "change_authors",
                  "past_incidents",
                  "related_incidents",
                  "related_change_events",
                  "outlier_incident",
                  "known_before",
                  "experiments"),
          "alerts", Set.of("", "decisions"),
          "users", Set.of(""),
          "services", Set.of("", "integrations", "change_events"),
          "escalation_policies", Set.of(""),
          "schedules", Set.of("", "users", "overrides", "handoffs"),
          "teams", Set.of("", "members"));

  /// Kinds of which one object may be asked for, as their resources keep answers to teams themselves.
  private static final Set<String> KEEP_THEMSELVES =
      Set.of("past_incidents", "change_events", "maintenance_windows");

  /// What everybody who has signed in may ask for.
  private static final Set<String> OPEN =
      Set.of(
          "sign_out",
          "session",
          "abilities",
          "priorities",
          "push_key",
          "openapi.json",
          "chat_links");

  private RestrictedView() {}

  /// The teams that answers are kept to.
  ///
  /// @param path of the request, beginning with a slash
  /// @throws ApiException 403 when it is not for this person, 404 when they may not even know that it is there
  static List<String> teams(String userId, String method, String path, Visibility visibility) {
    List<String> own = visibility.teamsOf(userId);
    List<String> kept = own.isEmpty() ? List.of(NO_TEAM) : List.copyOf(own);
    String[] parts = path.substring(1).split("/", -1);
    String first = parts[0];
    if (OPEN.contains(first)
        || (first.equals("users")
            && parts.length > 1
            && (parts[1].equals("me") || parts[1].equals(userId)))) {
      return kept;
    }
    boolean changesMany = first.equals("incidents") && !method.equals("DELETE");
    if (parts.length == 1 && LISTS.contains(first) && (method.equals("GET") || changesMany)) {
      return kept;
    }
    if (method.equals("GET") && path.equals("/standards/ownership")) {
      return kept;
    }
    if (method.equals("GET") && parts.length == 2 && KEEP_THEMSELVES.contains(first)) {
      return kept;
    }
    Set<String> below = OBJECTS.get(first);
    if (parts.length > 1 && below != null && below.contains(parts.length > 2 ? parts[2] : "")) {
      Collection<String> owners = visibility.owners(first, parts[1]);
      if (owners == null || Collections.disjoint(owners, own)) {
        throw method.equals("GET")
            ? ApiException.notFound("/" + first + "/" + parts[1])
            : ApiException.forbidden("Your role restricted_access changes nothing of other teams.");
      }
      return kept;
    }
    throw ApiException.forbidden(
        "Your role restricted_access sees what belongs to your teams, and this cannot be kept to"
            + " them.");
  }
}
