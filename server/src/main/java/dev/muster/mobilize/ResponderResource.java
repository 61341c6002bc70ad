package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamRights;
import dev.muster.kernel.Permission;
import dev.muster.mobilize.ResponderRequest.State;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Calls for help on an incident.
@RestController
@Tag(name = "Incidents")
@RequestMapping("/incidents/{id}/responder_requests")
final class ResponderResource {
  private final ResponderDesk desk;
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final Directory directory;
  private final InstantSource clock;

  ResponderResource(
      ResponderDesk desk,
      Mobilize mobilize,
      Catalog catalog,
      Directory directory,
      InstantSource clock) {
    this.desk = desk;
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.directory = directory;
    this.clock = clock;
  }

  /// A call for help on the wire.
  record RequestView(
      Reference incident,
      Reference requester,
      Instant requestedAt,
      String message,
      List<TargetEnvelope> responderRequestTargets) {}

  record TargetEnvelope(TargetView responderRequestTarget) {}

  /// @param requestId ours, for answering
  record TargetView(
      String id,
      String type,
      String summary,
      String requestId,
      List<ResponderView> incidentsResponders) {}

  record ResponderView(
      String state,
      Reference user,
      Reference incident,
      Instant updatedAt,
      String message,
      Reference requester,
      Instant requestedAt) {}

  @PostMapping
  Map<String, RequestView> ask(@PathVariable("id") String id, Body body) {
    Actor actor = Actor.current();
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    String incidentId = existing(id);
    mayRespond(incidentId);
    List<ResponderDesk.Asked> targets = targets(body);
    String message = body.text("message", "");
    String requesterId = body.text("requester_id");
    var named =
        requesterId == null ? Optional.<dev.muster.catalog.User>empty() : catalog.user(requesterId);
    if (requesterId != null && named.isEmpty()) {
      body.fault("requester_id", "names no user: '" + requesterId + "'");
    }
    body.check();
    Who requester = ResponderDesk.requester(named, actor);
    return Map.of(
        "responder_request",
        view(incidentId, desk.ask(incidentId, targets, message, requester, clock.instant())));
  }

  @GetMapping
  Map<String, List<RequestView>> list(@PathVariable("id") String id) {
    Actor.current().require(Permission.READ);
    String incidentId = existing(id);
    return Map.of(
        "responder_requests",
        desk.ofIncident(incidentId).stream()
            .map(request -> view(incidentId, List.of(request)))
            .toList());
  }

  /// Takes requests back that nobody has answered.
  @PutMapping("/cancel")
  Map<String, RequestView> cancel(@PathVariable("id") String id, Body body) {
    Actor actor = Actor.current();
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    String incidentId = existing(id);
    mayRespond(incidentId);
    List<ResponderDesk.Asked> targets = targets(body);
    body.check();
    List<ResponderRequest> cancelled =
        desk.cancel(incidentId, targets, Who.of(actor), clock.instant());
    if (cancelled.isEmpty()) {
      throw ResponderDesk.noRequest();
    }
    return Map.of("responder_request", view(incidentId, cancelled));
  }

  /// Answers a request: `{"responder_request": {"state": "joined" or "declined"}}`.
  @PutMapping("/{request}")
  Map<String, RequestView> answer(
      @PathVariable("id") String id, @PathVariable("request") String requestId, Body body) {
    Actor actor = Actor.current();
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    String incidentId = existing(id);
    mayRespond(incidentId);
    Body asked = body.envelope("responder_request");
    State state =
        asked.word(
            "state",
            word -> State.of(word).filter(one -> one == State.JOINED || one == State.DECLINED),
            "joined, declined");
    if (state == null && asked.raw("state") == null) {
      asked.fault("state", "is missing");
    }
    asked.check();
    if (state == null) {
      throw ApiException.invalid("'state' is missing.");
    }
    return Map.of(
        "responder_request",
        view(
            incidentId,
            List.of(
                desk.answer(
                    incidentId, requestId, actor.id(), state, Who.of(actor), clock.instant()))));
  }

  private void mayRespond(String incidentId) {
    TeamRights.requireForService(
        catalog,
        Permission.RESPOND,
        mobilize.response(incidentId).map(Response::serviceId).orElse(null));
  }

  private String existing(String id) {
    return mobilize
        .response(id)
        .or(() ->
            id.matches("[0-9]{1,18}") ? mobilize.byNumber(Long.parseLong(id)) : Optional.empty())
        .map(Response::incidentId)
        .orElseThrow(() -> ApiException.notFound("Incident " + id));
  }

  private static List<ResponderDesk.Asked> targets(Body body) {
    var targets = new ArrayList<ResponderDesk.Asked>();
    for (Body envelope : body.objects("responder_request_targets")) {
      Body target = envelope.object("responder_request_target");
      if (target == null) {
        envelope.fault("responder_request_target", "is missing");
        continue;
      }
      String id = target.required("id", 64);
      switch (target.text("type", "")) {
        case "user", "user_reference" -> targets.add(new ResponderDesk.Asked(false, id));
        case "escalation_policy", "escalation_policy_reference" ->
            targets.add(new ResponderDesk.Asked(true, id));
        default -> target.fault("type", "must be user_reference or escalation_policy_reference");
      }
    }
    if (targets.isEmpty()) {
      body.fault("responder_request_targets", "must hold at least one target");
    }
    return targets.stream().distinct().toList();
  }

  private RequestView view(String incidentId, List<ResponderRequest> requests) {
    ResponderRequest first = requests.getFirst();
    Reference incident =
        new Reference(
            incidentId,
            "incident_reference",
            mobilize.response(incidentId).map(Response::title).orElse(null),
            directory.links().self("incidents", incidentId),
            directory.links().html("incidents", incidentId));
    Reference requester = user(first.requester().id(), first.requester().name());
    return new RequestView(
        incident,
        requester,
        first.requestedAt(),
        first.message(),
        requests.stream()
            .map(request ->
                new TargetEnvelope(
                    new TargetView(
                        request.targetId(),
                        request.policy() ? "escalation_policy" : "user",
                        name(request),
                        request.id(),
                        request.responders().stream()
                            .map(responder ->
                                new ResponderView(
                                    responder.state().wire(),
                                    user(responder.userId(), responder.userId()),
                                    incident,
                                    responder.updatedAt(),
                                    request.message(),
                                    requester,
                                    request.requestedAt()))
                            .toList())))
            .toList());
  }

  private String name(ResponderRequest request) {
    Policy ladder = request.ladder();
    return ladder != null
        ? ladder.name()
        : catalog
            .user(request.targetId())
            .map(dev.muster.catalog.User::name)
            .orElse(request.targetId());
  }

  private Reference user(String id, String otherwise) {
    return new Reference(
        id,
        "user_reference",
        catalog.user(id).map(dev.muster.catalog.User::name).orElse(otherwise),
        directory.links().self("users", id),
        directory.links().html("users", id));
  }
}
