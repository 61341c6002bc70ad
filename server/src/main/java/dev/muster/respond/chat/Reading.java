package dev.muster.respond.chat;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Priority;
import dev.muster.catalog.Service;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Moments;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.ResponseFilter;
import dev.muster.mobilize.ResponseStatus;
import dev.muster.platform.web.Links;
import dev.muster.respond.Acts;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers questions about incidents in a chat, in the running actor's name.
final class Reading {
  private static final int LISTED_MOST = 15;

  private final Acts acts;
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final Sight sight;
  private final Links links;

  Reading(Acts acts, Mobilize mobilize, Catalog catalog, Sight sight, Links links) {
    this.acts = acts;
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.sight = sight;
    this.links = links;
  }

  /// Open incidents, the newest first.
  ///
  /// @param userId only what this person has; null for all
  String open(@Nullable String userId, Wire wire) {
    Set<String> services = sight.services();
    if (services != null && services.isEmpty()) {
      return "Your teams have no services, so there is nothing for you to see.";
    }
    List<Response> found =
        mobilize.search(
            new ResponseFilter(
                Set.of(ResponseStatus.TRIGGERED, ResponseStatus.ACKNOWLEDGED),
                Set.of(),
                services == null ? Set.of() : services,
                userId == null ? Set.of() : Set.of(userId),
                Set.of(),
                Set.of(),
                Set.of(),
                null,
                null,
                null,
                null,
                null,
                List.of(new ResponseFilter.Order(ResponseFilter.Field.CREATED_AT, true))),
            0,
            LISTED_MOST + 1);
    if (found.isEmpty()) {
      return userId == null ? "No incident is open." : "You have no open incident.";
    }
    var lines = new ArrayList<String>();
    for (Response one : found.subList(0, Math.min(LISTED_MOST, found.size()))) {
      lines.add(line(one, wire));
    }
    if (found.size() > LISTED_MOST) {
      lines.add("and more: " + wire.link(links.page("/incidents"), "all incidents"));
    }
    return String.join("\n", lines);
  }

  /// The incident, for somebody who may see it.
  Incident incident(String idOrNumber) {
    Incident incident = acts.incident(idOrNumber);
    sight.check(incident);
    return incident;
  }

  /// One incident, in some lines.
  String show(String idOrNumber, ZoneId zone, Wire wire) {
    Response response = acts.response(incident(idOrNumber));
    var lines = new ArrayList<String>();
    lines.add(line(response, wire));
    lines.add("Since " + Moments.words(response.createdAt(), zone) + ".");
    String priority = response.priorityId();
    if (priority != null) {
      lines.add(
          "Priority: "
              + wire.plain(catalog.priority(priority).map(Priority::name).orElse(priority))
              + ".");
    }
    if (response.snoozedUntil() != null) {
      lines.add("Snoozed until " + Moments.words(response.snoozedUntil(), zone) + ".");
    }
    lines.add("Why: " + wire.plain(response.reason().words()));
    return String.join("\n", lines);
  }

  /// One incident in one line.
  String line(Response one, Wire wire) {
    return "%s (%s, %s urgency): %s%s"
        .formatted(
            title(one, wire),
            wire.plain(
                catalog.service(one.serviceId()).map(Service::name).orElse("a deleted service")),
            one.urgency().wire(),
            one.status().wire(),
            holders(one, wire));
  }

  private String title(Response one, Wire wire) {
    return wire.link(
        links.html("incidents", one.incidentId()),
        wire.plain("#" + one.number() + " " + one.title()));
  }

  private String holders(Response one, Wire wire) {
    if (one.status() == ResponseStatus.RESOLVED) {
      return "";
    }
    if (one.status() == ResponseStatus.ACKNOWLEDGED) {
      return one.acknowledgements().stream()
          .map(acknowledgement -> wire.plain(acknowledgement.by().name()))
          .distinct()
          .collect(Collectors.joining(", ", " by ", ""));
    }
    if (one.assignments().isEmpty()) {
      return ", nobody has it";
    }
    var users = catalog.users(one.assignments().stream().map(Response.Assignment::userId).toList());
    return one.assignments().stream()
        .map(assignment -> users.get(assignment.userId()))
        .map(user -> user == null ? "somebody who is gone" : user.name())
        .map(wire::plain)
        .collect(Collectors.joining(", ", ", with ", ""));
  }

  ZoneId zone(String userId) {
    return catalog.clockOf(userId);
  }
}
