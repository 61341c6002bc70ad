package dev.muster.respond.chat;

import dev.muster.alert.Alert;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Moments;
import dev.muster.kernel.Text;
import dev.muster.mobilize.Helpers;
import dev.muster.respond.Acts;
import dev.muster.respond.impact.ImpactDesk;
import dev.muster.respond.ticket.Ticket;
import dev.muster.respond.ticket.TicketDesk;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Answers what an incident is made of and what is known of it, in the running actor's name.
final class Inspecting {
  private static final int LISTED_MOST = 15;
  private static final int SUMMARY_MOST = 120;
  private static final int VALUE_MOST = 300;

  private final Reading reading;
  private final Acts acts;
  private final ChosenAlerts alerts;
  private final Helpers helpers;
  private final ImpactDesk impact;
  private final TicketDesk tickets;
  private final Catalog catalog;

  Inspecting(
      Reading reading,
      Acts acts,
      ChosenAlerts alerts,
      Helpers helpers,
      ImpactDesk impact,
      TicketDesk tickets,
      Catalog catalog) {
    this.reading = reading;
    this.acts = acts;
    this.alerts = alerts;
    this.helpers = helpers;
    this.impact = impact;
    this.tickets = tickets;
    this.catalog = catalog;
  }

  /// @param zone the clock of whoever asks
  /// @param command what people type before what they want
  String say(Ask.Look look, ZoneId zone, String command, Wire wire) {
    Incident incident = reading.incident(look.incident());
    var lines = new ArrayList<String>();
    lines.add(reading.line(acts.response(incident), wire));
    lines.addAll(
        switch (look) {
          case Ask.Alerts _ -> alerts(incident, zone, wire);
          case Ask.Helping _ -> helping(incident, zone, wire);
          case Ask.Fields _ -> fields(incident, wire);
          case Ask.Impact _ -> impact(incident, zone, wire);
          case Ask.ShowTicket _ -> ticket(incident, command, wire);
        });
    return String.join("\n", lines);
  }

  private List<String> alerts(Incident incident, ZoneId zone, Wire wire) {
    List<Alert> shown = alerts.newest(incident, LISTED_MOST);
    if (shown.isEmpty()) {
      return List.of("It has no alerts: somebody opened it by hand.");
    }
    var lines = new ArrayList<String>();
    for (Alert alert : shown) {
      lines.add(
          "`%s` %s (%s, %s, since %s)"
              .formatted(
                  ChosenAlerts.end(alert),
                  wire.plain(Text.line(alert.summary(), SUMMARY_MOST)),
                  alert.severity().wire(),
                  alert.isOpen() ? "open" : "resolved",
                  Moments.words(alert.firstSeenAt(), zone)));
    }
    if (incident.allAlerts() > shown.size()) {
      lines.add("and %d more, on its page.".formatted(incident.allAlerts() - shown.size()));
    }
    return lines;
  }

  private List<String> helping(Incident incident, ZoneId zone, Wire wire) {
    List<Helpers.Call> calls =
        helpers.calls(List.of(incident.id())).getOrDefault(incident.id(), List.of());
    if (calls.isEmpty()) {
      return List.of("Nobody was asked to help.");
    }
    Map<String, User> users =
        catalog.users(
            calls.stream()
                .flatMap(call -> call.helpers().stream())
                .map(Helpers.Helper::userId)
                .distinct()
                .toList());
    var lines = new ArrayList<String>();
    for (Helpers.Call call : calls.reversed().stream().limit(LISTED_MOST).toList()) {
      String whom =
          call.helpers().stream()
              .map(helper -> name(users, helper.userId(), wire) + " " + state(helper.state()))
              .collect(Collectors.joining(", "));
      lines.add(
          "%s%s. Asked by %s, %s%s"
              .formatted(
                  call.policy() ? wire.plain(call.targetName()) + ": " : "",
                  whom,
                  wire.plain(call.requester().name()),
                  Moments.words(call.requestedAt(), zone),
                  call.message().isBlank()
                      ? "."
                      : ": " + wire.plain(Text.line(call.message(), VALUE_MOST))));
    }
    if (calls.size() > LISTED_MOST) {
      lines.add("and %d older ones, on its page.".formatted(calls.size() - LISTED_MOST));
    }
    return lines;
  }

  private static String name(Map<String, User> users, String id, Wire wire) {
    User user = users.get(id);
    return user == null ? "somebody who is gone" : wire.plain(user.name());
  }

  private static String state(String state) {
    return switch (state) {
      case "joined" -> "helps";
      case "declined" -> "declined";
      case "user_cancelled" -> "need not answer any more";
      default -> "has not answered yet";
    };
  }

  private List<String> fields(Incident incident, Wire wire) {
    List<Acts.Field> fields = acts.fields(incident);
    if (fields.isEmpty()) {
      return List.of("It has no custom fields.");
    }
    Map<String, User> users =
        catalog.users(
            fields.stream().map(Acts.Field::byId).flatMap(Stream::ofNullable).distinct().toList());
    return fields.stream()
        .map(field ->
            "%s = %s (%s)"
                .formatted(
                    wire.plain(field.name()),
                    wire.plain(Text.line(field.value(), VALUE_MOST)),
                    by(field.byId(), users, wire)))
        .toList();
  }

  private static String by(@Nullable String id, Map<String, User> users, Wire wire) {
    return id == null ? "by an event rule" : "by " + name(users, id, wire);
  }

  private List<String> impact(Incident incident, ZoneId zone, Wire wire) {
    ImpactDesk.Standing standing = impact.standing(incident);
    String share =
        standing.state().equals("partial") ? " (about %d %%)".formatted(standing.percent()) : "";
    String who =
        switch (standing.source()) {
          case "person" ->
              ", says "
                  + name(
                      standing.byId() == null ? Map.of() : catalog.users(List.of(standing.byId())),
                      String.valueOf(standing.byId()),
                      wire);
          case "measured" -> ", as measured";
          default -> "";
        };
    var lines = new ArrayList<String>();
    lines.add(
        "Impact on customers: %s%s%s%s. %s"
            .formatted(
                standing.state(),
                share,
                standing.since() == null || standing.source().equals("nothing")
                    ? ""
                    : " since " + Moments.words(standing.since(), zone),
                who,
                wire.plain(standing.words())));
    if (standing.full() > 0 || standing.partial() > 0) {
      lines.add(
          "So far: %.1f min of full outage, %.1f min of partial impact."
              .formatted(standing.full(), standing.partial()));
    }
    return lines;
  }

  private List<String> ticket(Incident incident, String command, Wire wire) {
    Ticket ticket = tickets.ticket(incident).orElse(null);
    if (ticket == null) {
      List<TicketDesk.Place> places = tickets.places(incident);
      return List.of(
          "It has no ticket."
              + (places.isEmpty()
                  ? ""
                  : " `%s file %d` files one%s."
                      .formatted(
                          command,
                          incident.number(),
                          places.size() == 1
                              ? " in " + wire.plain(places.getFirst().name())
                              : "; there are "
                                  + places.stream()
                                      .map(place -> wire.plain(place.name()))
                                      .collect(Collectors.joining(", ")))));
    }
    String where = wire.plain(tickets.tracker(ticket));
    return List.of(
        switch (ticket.state()) {
          case WAITING -> "A ticket in %s is on its way.".formatted(where);
          case FILED ->
              "Ticket %s in %s%s."
                  .formatted(
                      called(ticket, wire),
                      where,
                      ticket.status() == null ? "" : ": " + wire.plain(ticket.status()));
          case FAILED, WITHDRAWN ->
              "Its ticket was not filed in %s: %s `%s file %d` tries again."
                  .formatted(
                      where,
                      wire.plain(ticket.fault() == null ? "nobody knows why." : ticket.fault()),
                      command,
                      incident.number());
        });
  }

  private static String called(Ticket ticket, Wire wire) {
    String key = wire.plain(ticket.key() == null ? "without a name" : ticket.key());
    String url = ticket.url();
    return url == null ? key : wire.link(url, key);
  }
}
