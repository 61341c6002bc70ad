package dev.muster.app;

import java.util.LinkedHashMap;
import java.util.Map;

/// What most tests of the whole house need before they begin, over the public API: somebody to page, services, keys for monitors, and
/// their events.
///
/// @param house where it is put
public record Furniture(TestHouse house) {
  /// The signed-in person's id.
  public String me() {
    return house.get("/users/me").ok().path("user").path("id").asString();
  }

  /// A new person, who may answer pages.
  public String user(String name) {
    return house
        .post(
            "/users",
            "{'user': {'name': '%s', 'email': '%s@example.com', 'role': 'user'}}"
                .formatted(name, name))
        .ok()
        .path("user")
        .path("id")
        .asString();
  }

  /// An escalation policy that asks one person.
  public String policy(String name, String user, int minutes) {
    return house
        .post(
            "/escalation_policies",
            "{'escalation_policy': {'name': '%s', 'escalation_rules': [{'escalation_delay_in_minutes': %d, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}"
                .formatted(name, minutes, user))
        .ok()
        .path("escalation_policy")
        .path("id")
        .asString();
  }

  /// An escalation policy that asks one person, and then another one.
  public String policy(String name, String user, int minutes, String next) {
    String level =
        "{'escalation_delay_in_minutes': %d, 'targets': [{'id': '%s', 'type': 'user_reference'}]}";
    return house
        .post(
            "/escalation_policies",
            "{'escalation_policy': {'name': '%s', 'escalation_rules': [%s, %s]}}"
                .formatted(name, level.formatted(minutes, user), level.formatted(minutes, next)))
        .ok()
        .path("escalation_policy")
        .path("id")
        .asString();
  }

  /// A service.
  ///
  /// @param grouping the type of its `alert_grouping_parameters` as JSON, for example `'time'` or `null`
  public String service(String name, String grouping, String policy) {
    return serviceWith(name, grouping, policy, "");
  }

  /// A service whose alerts are incidents of their own.
  public String service(String name, String policy) {
    return serviceWith(name, "null", policy, "");
  }

  /// A service that is resolved only when its journeys and objectives prove it.
  ///
  /// @param seconds that it is watched after its alerts have cleared
  public String proven(String name, String policy, int seconds) {
    return serviceWith(
        name,
        "null",
        policy,
        "'recovery_mode': 'verify', 'watch_seconds': %d, ".formatted(seconds));
  }

  /// A service with somebody to page and a key for its monitors.
  ///
  /// @param key of an integration
  public record Shop(String policy, String service, String key) {}

  /// A service of the signed-in person, with all that its monitors need.
  public Shop shop(String name) {
    String policy = policy(name + " policy", me(), 30);
    String service = service(name, policy);
    return new Shop(policy, service, key(service, name + " monitor"));
  }

  /// Metrics in the JSON form.
  ///
  /// @param metrics the list as JSON, without its brackets
  public void metrics(String key, String metrics) {
    house
        .send(
            "POST",
            "/metrics/ingest",
            "{'metrics': [" + metrics + "]}",
            Map.of("Authorization", "Bearer " + key))
        .ok();
  }

  /// A service that Muster groups by itself and that is watched after recovery.
  public String watched(String name, String policy) {
    return serviceWith(name, "'intelligent'", policy, "'recovery_mode': 'watch', ");
  }

  private String serviceWith(String name, String grouping, String policy, String more) {
    return house
        .post(
            "/services",
            "{'service': {'name': '%s', 'alert_grouping_parameters': {'type': %s}, %s'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                .formatted(name, grouping, more, policy))
        .ok()
        .path("service")
        .path("id")
        .asString();
  }

  /// The key of a new integration for the Events API v2.
  public String key(String service, String name) {
    return house
        .post(
            "/services/" + service + "/integrations",
            "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': '%s'}}"
                .formatted(name))
        .ok()
        .path("integration")
        .path("integration_key")
        .asString();
  }

  /// Gives a person a password and signs him in.
  ///
  /// @return the headers of the session
  public Map<String, String> signIn(String user, String email) {
    String password = "correct horse battery";
    house.put("/users/" + user + "/password", "{'password': '%s'}".formatted(password));
    var signedIn =
        house.send(
            "POST",
            "/sign_in",
            "{'email': '%s', 'password': '%s'}".formatted(email, password),
            Map.of());
    var cookies = new LinkedHashMap<String, String>();
    for (String cookie : signedIn.response().headers().allValues("set-cookie")) {
      String pair = cookie.substring(0, cookie.indexOf(';'));
      cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    String csrf = cookies.getOrDefault("muster_csrf", "");
    return Map.of(
        "Cookie",
        "muster_session=" + cookies.get("muster_session") + "; muster_csrf=" + csrf,
        "X-Muster-Csrf",
        csrf);
  }

  /// A critical event at a moment of recorded time.
  ///
  /// @param at ISO 8601
  public void critical(
      String key, String at, String action, String dedupKey, String source, String summary) {
    house
        .send(
            "POST",
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': '%s', 'dedup_key': '%s', 'payload': {'summary': '%s', 'source': '%s', 'severity': 'critical'}}"
                .formatted(key, action, dedupKey, summary, source),
            Map.of("X-Muster-At", at))
        .ok();
  }
}
