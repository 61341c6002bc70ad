package dev.muster.respond;

import dev.muster.mobilize.Helpers;
import dev.muster.platform.web.Reference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Calls for help as they stand in an incident.
///
/// @param user a reference to a user by id, with a name in case the user is gone
record HelperViews(Reference incident, BiFunction<String, String, Object> user) {
  /// Everybody who was asked, in the order of the calls.
  List<Object> responders(List<Helpers.Call> calls) {
    return calls.stream()
        .flatMap(call -> call.helpers().stream().map(helper -> (Object) responder(call, helper)))
        .toList();
  }

  /// Each call with its target and whom it found.
  List<Object> requests(List<Helpers.Call> calls) {
    return calls.stream()
        .map(call -> {
          var target = new LinkedHashMap<String, @Nullable Object>();
          target.put("id", call.targetId());
          target.put("type", call.policy() ? "escalation_policy" : "user");
          target.put("summary", call.targetName());
          target.put(
              "incident_responders",
              call.helpers().stream().map(helper -> responder(call, helper)).toList());
          var request = new LinkedHashMap<String, @Nullable Object>();
          request.put("incident", incident);
          request.put("requester", requester(call));
          request.put("requested_at", call.requestedAt());
          request.put("message", call.message());
          request.put(
              "responder_request_targets", List.of(Map.of("responder_request_target", target)));
          return (Object) request;
        })
        .toList();
  }

  private Map<String, @Nullable Object> responder(Helpers.Call call, Helpers.Helper helper) {
    var responder = new LinkedHashMap<String, @Nullable Object>();
    responder.put("state", helper.state());
    responder.put("user", user.apply(helper.userId(), helper.userId()));
    responder.put("incident", incident);
    responder.put("updated_at", helper.updatedAt());
    responder.put("message", call.message());
    responder.put("requester", requester(call));
    responder.put("requested_at", call.requestedAt());
    return responder;
  }

  private Object requester(Helpers.Call call) {
    return user.apply(call.requester().id(), call.requester().name());
  }
}
