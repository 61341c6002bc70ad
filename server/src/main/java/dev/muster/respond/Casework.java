package dev.muster.respond;

import dev.muster.alert.Alert;
import dev.muster.catalog.Service;
import dev.muster.correlate.Declaration;
import dev.muster.correlate.Declared;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.kernel.Role;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Notification;
import dev.muster.mobilize.Response;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Opens and merges incidents: what an incident is and what people do about it change together or not at all.
final class Casework {
  private final Desk desk;
  private final Incidents incidents;
  private final Mobilize mobilize;
  private final Waiting waiting;

  Casework(Desk desk, Incidents incidents, Mobilize mobilize, Waiting waiting) {
    this.desk = desk;
    this.incidents = incidents;
    this.mobilize = mobilize;
    this.waiting = waiting;
  }

  /// Opens an incident by hand.
  ///
  /// @throws ApiException 400 when an open incident of that service has the same key
  Incident open(Declaration declaration, Actor actor, Instant now) {
    return desk.change(() -> {
      Incident declared = incidents.declare(declaration, actor, now);
      mobilize.begin(declared, now); // at once, so that the answer shows who has it
      return declared;
    });
  }

  static ApiException disabled() {
    return ApiException.refused(
        2001, "Invalid Input Provided", "The service is disabled and takes no incidents.");
  }

  /// Gives an incident another title.
  ///
  /// @throws ApiException 400 when its state forbids it
  void retitle(Incident incident, String title, Actor actor, Instant now) {
    desk.change(() -> {
      mobilize.changeAll(
          List.of(new Mobilize.Change(incident.id(), new Command.Retitle(title))), actor, now);
      return incidents.retitle(incident.id(), title, null, actor, now);
    });
  }

  /// Gives an incident to another service, where it starts at the first level of that service's policy.
  ///
  /// @param why in the actor's words; null when nothing was said
  /// @throws ApiException 400 when its state forbids it, or an open incident of that service has the same key
  void giveTo(Incident incident, Service service, @Nullable String why, Actor actor, Instant now) {
    desk.change(() -> {
      mobilize.changeAll(
          List.of(
              new Mobilize.Change(
                  incident.id(),
                  new Command.GiveTo(service.id(), service.escalationPolicyId()),
                  why)),
          actor,
          now);
      return incidents.giveTo(incident.id(), service.id(), actor, now);
    });
  }

  /// Makes the sources part of the target.
  ///
  /// @throws ApiException as {@link Incidents#merge} does; 403 for the role `restricted_access`
  Incident merge(Incident target, List<String> sourceIds, Actor actor, Instant now) {
    // by whatever way: a merge reaches into other teams, and automatic grouping learns from it for
    // all of them
    if (actor.role() == Role.RESTRICTED_ACCESS) {
      throw ApiException.forbidden(
          "Your role restricted_access does not merge incidents. Ask somebody with another role.");
    }
    awaitResponses(sourceIds);
    return desk.change(() -> {
      mobilize.hold(Stream.concat(sourceIds.stream(), Stream.of(target.id())).toList());
      Incident into = incidents.merge(target.id(), sourceIds, actor, now);
      mobilize.changeAll(
          sourceIds.stream()
              .map(source -> new Mobilize.Change(source, new Command.MergeInto(target.id())))
              .toList(),
          actor,
          now);
      return into;
    });
  }

  /// What alerts that leave an incident are, unless somebody says otherwise.
  ///
  /// @param serviceId theirs when they share one, and else that of the incident that they leave
  /// @param title summary of the first of them, no longer than a title may be
  record Part(String serviceId, String title) {}

  /// @param known the alerts by id
  static Part part(Incident from, Collection<String> alertIds, Map<String, Alert> known) {
    List<String> services = known.values().stream().map(Alert::serviceId).distinct().toList();
    String title =
        alertIds.stream()
            .map(known::get)
            .filter(Objects::nonNull)
            .map(Alert::summary)
            .findFirst()
            .orElse(from.title());
    return new Part(
        services.size() == 1 ? services.getFirst() : from.serviceId(),
        title.length() > Declaration.TITLE_MAX ? title.substring(0, Declaration.TITLE_MAX) : title);
  }

  /// What became of a split.
  ///
  /// @param made the new incident
  /// @param response to it
  /// @param told users who had been told of its alerts in the incident that they were in
  /// @param paged users who are sent something of it
  record Parting(Incident made, Response response, Set<String> told, Set<String> paged) {}

  /// Makes an incident of its own out of alerts of another one, which keeps at least one.
  ///
  /// @param wanted as {@link #open} takes it; how things stood for its alerts is added to it
  /// @param policyId escalation policy that the new incident runs on; null for none
  /// @param elsewhere whether a person gave it to a service that neither its alerts nor that incident had, and so wants that one to be told
  /// @throws ApiException as {@link Incidents#split} does; 403 for the role `restricted_access`
  Parting split(
      Incident from,
      Collection<String> alertIds,
      Declaration wanted,
      @Nullable String policyId,
      boolean elsewhere,
      Actor actor,
      Instant now) {
    if (actor.role() == Role.RESTRICTED_ACCESS) {
      throw ApiException.forbidden(
          "Your role restricted_access does not split incidents. Ask somebody with another role.");
    }
    awaitResponses(List.of(from.id()));
    return desk.change(() -> {
      mobilize.hold(List.of(from.id()));
      Response before =
          mobilize
              .response(from.id())
              .orElseThrow(() -> ApiException.notFound("Incident " + from.id()));
      if (!before.status().open()) {
        throw ApiException.refused(
            1001,
            "Incident Already Resolved",
            "Incident #%d is resolved; only an open one can be split.".formatted(from.number()));
      }
      Instant since =
          incidents.memberships(alertIds).values().stream()
              .map(Member::since)
              .max(Instant::compareTo)
              .orElse(now);
      Declared.Parted parted =
          mobilize
              .parting(from.id(), since)
              .map(there -> undone(there, alertIds, policyId))
              .orElseThrow(() -> ApiException.notFound("Incident " + from.id()));
      Declared asked = wanted.declared();
      var declared =
          new Declared(
              asked.byId(),
              asked.assigneeIds(),
              asked.policyId(),
              // as important as it was, until somebody says otherwise
              asked.priorityId() == null ? before.priorityId() : asked.priorityId(),
              asked.details(),
              asked.via(),
              elsewhere ? parted.paging() : parted);
      Incident made =
          incidents.split(
              from.id(),
              alertIds,
              new Declaration(
                  wanted.serviceId(),
                  wanted.title(),
                  wanted.urgency(),
                  wanted.incidentKey(),
                  declared),
              actor,
              now);
      Response response = mobilize.begin(made, now);
      return new Parting(
          made,
          response,
          users(parted.told().stream().map(Declared.Told::userId)),
          users(mobilize.notifications(made.id()).stream().map(Notification::userId)));
    });
  }

  /// When a merge brought all of the alerts, a split undoes it: whoever was told of them where they were before need not be told again, and
  /// what is made goes on as the one of these incidents that ran on its policy, rather one that somebody had taken.
  private Declared.Parted undone(
      Declared.Parted here, Collection<String> alertIds, @Nullable String policyId) {
    var told = new LinkedHashMap<String, Declared.Told>();
    var all = new ArrayList<>(List.of(here));
    for (Incidents.Origin origin : incidents.origins(alertIds)) {
      mobilize.parting(origin.incidentId(), origin.since()).ifPresent(all::add);
    }
    for (Declared.Parted each : all) {
      each.told().forEach(one -> told.merge(one.userId(), one, Declared.Told::and));
    }
    List<Declared.Parted> alike =
        all.stream()
            .filter(each -> policyId != null && policyId.equals(each.policyId()))
            .sorted(Comparator.comparing(each -> each.holderIds().isEmpty()))
            .toList();
    return (alike.isEmpty() ? here : alike.getFirst()).knowing(List.copyOf(told.values()));
  }

  private static Set<String> users(Stream<@Nullable String> ids) {
    return ids.flatMap(Stream::ofNullable).collect(Collectors.toSet());
  }

  /// Incidents that were just formed have their responses a moment later.
  private void awaitResponses(List<String> incidentIds) {
    var touched = new HashSet<>(incidentIds);
    waiting.until(() -> mobilize.responses(touched).size() == touched.size());
  }
}
