package dev.muster.respond;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.platform.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Incidents as clients see them, in the whole house over real HTTP. The wire shapes are compared with golden files, in which ids and
/// times are replaced; `-Dgolden=write` writes them anew.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RespondHouseTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/muster/respond");
  private static final Pattern ID = Pattern.compile("\\b[PQREW][0-9A-Z]{13}\\b");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z");

  private final TestHouse house =
      TestHouse.start("--web-base=https://acme.example.com", "--outbound-private=true");
  private final AtomicInteger keys = new AtomicInteger();
  private String me = "";
  private String other = "";
  private String policy = "";
  private String service = "";
  private String routingKey = "";

  @BeforeAll
  void furnish() {
    me = house.get("/users/me").ok().path("user").path("id").asString();
    other =
        house
            .post("/users", "{'user': {'name': 'Ben', 'email': 'ben@example.com', 'role': 'user'}}")
            .ok()
            .path("user")
            .path("id")
            .asString();
    policy =
        house
            .post(
                "/escalation_policies",
                """
                {'escalation_policy': {'name': 'Shop', 'escalation_rules': [
                  {'escalation_delay_in_minutes': 30, 'targets': [{'id': '%s', 'type': 'user_reference'}]},
                  {'escalation_delay_in_minutes': 30, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}
                """
                    .formatted(me, other))
            .ok()
            .path("escalation_policy")
            .path("id")
            .asString();
    service = service("Shop", "");
    routingKey =
        house
            .post(
                "/services/" + service + "/integrations",
                "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': 'Monitor'}}")
            .ok()
            .path("integration")
            .path("integration_key")
            .asString();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private String service(String name, String more) {
    return house
        .post(
            "/services",
            """
            {'service': {'name': '%s', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}%s}}
            """
                .formatted(name, policy, more))
        .ok()
        .path("service")
        .path("id")
        .asString();
  }

  private JsonNode declare(String title, String more) {
    return house
        .post(
            "/incidents",
            """
            {'incident': {'type': 'incident', 'title': '%s', 'service': {'id': '%s', 'type': 'service_reference'}%s}}
            """
                .formatted(title, service, more))
        .ok()
        .path("incident");
  }

  private String trigger(String key, String severity) {
    return trigger(routingKey, key, severity);
  }

  private String trigger(String routingKey, String key, String severity) {
    house
        .send(
            "POST",
            "/v2/enqueue",
            """
            {'routing_key': '%s', 'event_action': 'trigger', 'dedup_key': '%s',
             'payload': {'summary': 'Disk of %s is full', 'source': 'db-1', 'severity': '%s',
                         'custom_details': {'region': 'eu'}},
             'links': [{'href': 'https://wiki.example.com/disk', 'text': 'Runbook'}]}
            """
                .formatted(routingKey, key, key, severity),
            Map.of())
        .ok();
    var id = new String[] {""};
    await(() -> {
      JsonNode found =
          house
              .get("/incidents?statuses[]=triggered&incident_key=" + key)
              .ok()
              .path("incidents")
              .path(0)
              .path("id");
      id[0] = found.asString("");
      return !id[0].isEmpty();
    });
    return id[0];
  }

  private void await(BooleanSupplier settled) {
    house.until(settled, () -> "did not come to be");
  }

  private JsonNode incident(String id) {
    return house.get("/incidents/" + id).ok().path("incident");
  }

  private List<String> types(String id) {
    var types = new ArrayList<String>();
    house
        .get("/incidents/" + id + "/log_entries?limit=100")
        .ok()
        .path("log_entries")
        .forEach(entry -> types.add(entry.path("type").asString()));
    return types;
  }

  private void golden(String name, JsonNode node) {
    String text = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    var known = new LinkedHashMap<String, String>();
    String stable =
        ID.matcher(TIME.matcher(text).replaceAll("TIME"))
            .replaceAll(match ->
                known.computeIfAbsent(match.group().substring(1), _ -> "ID" + (known.size() + 1)));
    stable =
        stable
            .replaceAll("\\[#\\d+\\]", "[#N]")
            .replaceAll("incident #\\d+", "incident #N")
            .replaceAll("\"incident_number\" : \\d+", "\"incident_number\" : 0")
            .replace(house.base().toString(), "https://acme.example.com");
    Path file = GOLDEN.resolve(name + ".json");
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.createDirectories(GOLDEN);
        Files.writeString(file, stable);
      }
      assertThat(stable).isEqualTo(Files.readString(file));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  @Test
  void an_event_becomes_an_incident_with_everything_about_it() {
    String id = trigger("whole", "critical");
    JsonNode incident = incident(id);
    assertThat(incident.path("status").asString()).isEqualTo("triggered");
    assertThat(incident.path("assignments").path(0).path("assignee").path("id").asString())
        .isEqualTo(me);
    assertThat(incident.path("html_url").asString())
        .isEqualTo("https://acme.example.com/incidents/" + id);
    golden("incident_of_an_event", incident);
    golden("alerts", house.get("/incidents/" + id + "/alerts?total=true").ok());
    JsonNode entries = house.get("/incidents/" + id + "/log_entries").ok().path("log_entries");
    JsonNode first = entries.path(entries.size() - 1);
    golden("trigger_log_entry", first);
    String firstId = incident.path("first_trigger_log_entry").path("id").asString();
    assertThat(first.path("id").asString()).isEqualTo(firstId);
    assertThat(house.get("/log_entries/" + firstId).ok().path("log_entry").path("type").asString())
        .isEqualTo("trigger_log_entry");
    assertThat(incident(incident.path("incident_number").asString()).path("id").asString())
        .isEqualTo(id);
  }

  @Test
  void it_lives_from_trigger_to_resolve_and_the_timeline_says_so() {
    String id = trigger("life", "error");
    house
        .put("/incidents/" + id, "{'incident': {'type': 'incident', 'status': 'acknowledged'}}")
        .ok();
    JsonNode taken = incident(id);
    assertThat(taken.path("status").asString()).isEqualTo("acknowledged");
    assertThat(taken.path("acknowledgements").path(0).path("acknowledger").path("id").asString())
        .isEqualTo(me);
    assertThat(types(id)).contains("acknowledge_log_entry"); // at once, without waiting
    house
        .put(
            "/incidents",
            "{'incidents': [{'id': '%s', 'type': 'incident_reference', 'status': 'resolved', 'resolution': 'Made room.'}]}"
                .formatted(id))
        .ok();
    assertThat(incident(id).path("status").asString()).isEqualTo("resolved");
    // whether somebody could be told of it may be written down later still
    assertThat(types(id))
        .filteredOn(type -> !type.equals("notify_log_entry"))
        .first()
        .isEqualTo("resolve_log_entry");
    await(() ->
        house
            .get("/incidents/" + id + "/alerts")
            .ok()
            .path("alerts")
            .path(0)
            .path("status")
            .asString()
            .equals("resolved"));
    assertThat(types(id)).contains("trigger_log_entry", "assign_log_entry");
    house
        .get("/incidents/" + id + "/log_entries?is_overview=true&limit=100")
        .ok()
        .path("log_entries")
        .forEach(
            entry -> assertThat(entry.path("type").asString()).isNotEqualTo("notify_log_entry"));
    house.put("/incidents/" + id, "{'incident': {'type': 'incident', 'status': 'triggered'}}").ok();
    assertThat(incident(id).path("status").asString()).isEqualTo("triggered");
  }

  @Test
  void a_monitor_resolves_what_it_triggered() {
    String id = trigger("cleared", "error");
    house
        .send(
            "POST",
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': 'resolve', 'dedup_key': 'cleared'}"
                .formatted(routingKey),
            Map.of())
        .ok();
    await(() -> incident(id).path("status").asString().equals("resolved"));
    assertThat(incident(id).path("phase").asString()).isEqualTo("watching");
    String next = trigger("cleared", "error");
    assertThat(next).isNotEqualTo(id);
  }

  @Test
  void one_opens_by_hand_with_all_the_wishes() {
    JsonNode plain =
        declare(
            "Checkout is slow",
            ", 'urgency': 'low', 'incident_key': 'by-hand', 'body': {'type': 'incident_body',"
                + " 'details': 'Since noon.'}");
    assertThat(plain.path("urgency").asString()).isEqualTo("low");
    golden("incident_by_hand", plain);
    var again =
        house.post(
            "/incidents",
            """
            {'incident': {'type': 'incident', 'title': 'x', 'incident_key': 'by-hand', 'service': {'id': '%s'}}}
            """
                .formatted(service));
    assertThat(again.status()).isEqualTo(400);
    JsonNode mine =
        declare(
            "Mine",
            ", 'assignments': [{'assignee': {'id': '%s', 'type': 'user_reference'}}]"
                .formatted(me));
    assertThat(mine.path("status").asString()).isEqualTo("acknowledged");
    assertThat(mine.path("assigned_via").asString()).isEqualTo("direct_assignment");
    JsonNode theirs =
        declare("For Ben", ", 'assignments': [{'assignee': {'id': '%s'}}]".formatted(other));
    assertThat(theirs.path("status").asString()).isEqualTo("triggered");
  }

  @Test
  void what_cannot_be_is_refused_and_named() {
    var nothing = house.post("/incidents", "{'incident': {'type': 'incident'}}");
    assertThat(nothing.status()).isEqualTo(400);
    assertThat(nothing.text()).contains("'incident.title'", "'incident.service'", "2001");
    var both =
        house.post(
            "/incidents",
            """
            {'incident': {'title': 'x', 'service': {'id': '%s'}, 'escalation_policy': {'id': '%s'},
              'assignments': [{'assignee': {'id': '%s'}}]}}
            """
                .formatted(service, policy, me));
    assertThat(both.text()).contains("together with escalation_policy");
    assertThat(house.get("/incidents/Q0000000000000").status()).isEqualTo(404);
    assertThat(house.get("/incidents?statuses[]=open").status()).isEqualTo(400);
    assertThat(house.get("/incidents?sort_by=title").status()).isEqualTo(400);
    assertThat(house.get("/incidents?since=2020-01-01&until=2021-01-01").status()).isEqualTo(400);
    var many = new StringBuilder("{'incidents': [");
    for (int i = 0; i < 251; i++) {
      many.append(i == 0 ? "" : ",").append("{'id': '1'}");
    }
    assertThat(house.put("/incidents", many + "]}").status()).isEqualTo(413);
    assertThat(house.send("GET", "/incidents", null, Map.of()).status()).isEqualTo(401);
  }

  @Test
  void bulk_is_all_or_nothing() {
    String first = declare("One", "").path("id").asString();
    String second = declare("Two", "").path("id").asString();
    var answer =
        house.put(
            "/incidents",
            "{'incidents': [{'id': '%s', 'status': 'acknowledged'}, {'id': '%s', 'escalation_level': 99}]}"
                .formatted(first, second));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(incident(first).path("status").asString()).isEqualTo("triggered");
  }

  @Test
  void lists_filter_sort_page_and_include() {
    String id = declare("Needle in the list", ", 'urgency': 'low'").path("id").asString();
    JsonNode found = house.get("/incidents?query=needle&total=true&limit=1").ok();
    assertThat(found.path("incidents").path(0).path("id").asString()).isEqualTo(id);
    assertThat(found.path("total").asInt()).isEqualTo(1);
    assertThat(found.path("more").asBoolean()).isFalse();
    JsonNode included =
        house
            .get(
                "/incidents?query=needle&include[]=services&include[]=assignees&include[]=escalation_policies&include[]=first_trigger_log_entries&time_zone=Asia/Tokyo")
            .ok()
            .path("incidents")
            .path(0);
    assertThat(included.path("service").path("type").asString()).isEqualTo("service");
    assertThat(included.path("service").path("name").asString()).isEqualTo("Shop");
    assertThat(included.path("assignments").path(0).path("assignee").path("email").asString())
        .isEqualTo(TestHouse.ADMIN_EMAIL);
    assertThat(included.path("escalation_policy").path("type").asString())
        .isEqualTo("escalation_policy");
    assertThat(included.path("created_at").asString()).endsWith("+09:00");
    assertThat(
            house
                .get("/incidents?query=needle&statuses[]=resolved&service_ids[]=" + service)
                .ok()
                .path("incidents")
                .size())
        .isZero();
    assertThat(
            house
                .get("/incidents?query=needle&user_ids[]=" + other + "&date_range=all")
                .ok()
                .path("incidents")
                .size())
        .isZero();
    assertThat(house.get("/incidents?team_ids[]=PNONE").ok().path("incidents").size()).isZero();
    JsonNode sorted =
        house.get("/incidents?sort_by=incident_number:desc&limit=2").ok().path("incidents");
    assertThat(sorted.path(0).path("incident_number").asLong())
        .isGreaterThan(sorted.path(1).path("incident_number").asLong());
  }

  private String alertOf(String incident) {
    return house.get("/incidents/" + incident + "/alerts").ok().at("/alerts/0/id").asString();
  }

  @Test
  void a_split_takes_one_step_and_says_who_is_paged() {
    String from = trigger("split-1", "critical");
    String stays = alertOf(from);
    String second = trigger("split-2", "critical");
    String goes = alertOf(second);
    house
        .put("/incidents/" + from + "/merge", "{'source_incidents': [{'id': '" + second + "'}]}")
        .ok();
    String split = "/incidents/" + from + "/split";
    assertThat(house.post(split, "{'split': {'alerts': []}}").text()).contains("alerts");
    assertThat(house.post(split, "{'split': {'alerts': [{'id': 'PNONE'}]}}").text())
        .contains("PNONE, which is no alert");
    var all =
        house.post(
            split, "{'split': {'alerts': [{'id': '%s'}, {'id': '%s'}]}}".formatted(goes, stays));
    assertThat(all.status()).isEqualTo(400);
    assertThat(all.text()).contains("at least one has to stay");
    assertThat(
            house
                .post(
                    split,
                    "{'split': {'alerts': [{'id': '%s'}], 'service': {'id': 'PNONE'}}}"
                        .formatted(goes))
                .text())
        .contains("split.service");
    house
        .put(
            "/incidents/" + from,
            "{'incident': {'status': 'acknowledged', 'priority': {'id': 'PPRIORITY2'}}}")
        .ok();
    assertThat(
            house
                .post(
                    split,
                    "{'split': {'alerts': [{'id': '%s'}], 'priority': {'id': 'PNONE'}}}"
                        .formatted(goes))
                .text())
        .contains("split.priority");
    var answer = house.post(split, "{'split': {'alerts': [{'id': '%s'}]}}".formatted(goes));
    assertThat(answer.status()).isEqualTo(201);
    JsonNode made = answer.ok().path("incident");
    assertThat(made.path("title").asString()).isEqualTo("Disk of split-2 is full");
    assertThat(made.path("status").asString()).isEqualTo("acknowledged");
    assertThat(made.at("/priority/id").asString()).isEqualTo("PPRIORITY2");
    assertThat(made.at("/alert_counts/all").asInt()).isEqualTo(1);
    JsonNode said = answer.ok().path("split");
    assertThat(said.path("paged")).isEmpty();
    assertThat(said.at("/not_paged/0/user/id").asString()).isEqualTo(me);
    assertThat(said.path("reason").asString()).contains("who had acknowledged incident #");
    assertThat(said.path("undo").asString()).contains("Merge incident");
    assertThat(alertOf(from)).isEqualTo(stays);
    String id = made.path("id").asString();
    assertThat(house.get("/incidents/" + id + "/notifications").ok().path("notifications"))
        .as("nobody is told of it")
        .isEmpty();
    assertThat(house.post(split, "{'split': {'alerts': [{'id': '%s'}]}}".formatted(goes)).text())
        .contains("is no alert of incident");
    house.put("/incidents/" + from + "/merge", "{'source_incidents': [{'id': '" + id + "'}]}").ok();
    assertThat(incident(from).at("/alert_counts/all").asInt()).isEqualTo(2);
    house
        .send(
            "POST",
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': 'resolve', 'dedup_key': 'split-2'}"
                .formatted(routingKey),
            Map.of())
        .ok();
    await(() -> incident(from).at("/alert_counts/resolved").asInt() == 1);
    var over = house.post(split, "{'split': {'alerts': [{'id': '%s'}]}}".formatted(goes));
    assertThat(over.status()).isEqualTo(400);
    assertThat(over.text()).contains("'alerts' holds none that is open");
  }

  @Test
  void a_wrong_merge_is_undone_without_paging_again_who_knew() throws IOException {
    HttpServer phone =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    phone.createContext(
        "/",
        call -> {
          call.sendResponseHeaders(200, -1);
          call.close();
        });
    phone.start();
    try {
      var furniture = new Furniture(house);
      String una = reachable("Una", "http://127.0.0.1:" + phone.getAddress().getPort());
      String mail = furniture.service("Mail", furniture.policy("Mail", una, 30, me));
      String source = trigger(furniture.key(mail, "Monitor"), "undo-1", "critical");
      await(() ->
          house
              .get("/incidents/" + source + "/notifications")
              .ok()
              .path("notifications")
              .valueStream()
              .anyMatch(one -> one.path("status").asString().equals("sent")));
      String goes = alertOf(source);
      String target = trigger("undo-2", "critical");
      String made = mergedAndSplit(source, target, goes, "Was told of these alerts before.");
      assertThat(incident(made).path("status").asString()).isEqualTo("triggered");
      assertThat(incident(made).at("/assignments/0/assignee/id").asString()).isEqualTo(una);
      house.put("/incidents/" + made, "{'incident': {'status': 'acknowledged'}}").ok();
      String again = mergedAndSplit(made, target, goes, "who had acknowledged incident #");
      assertThat(incident(again).path("status").asString()).isEqualTo("acknowledged");
      assertThat(incident(again).at("/acknowledgements/0/acknowledger/id").asString())
          .isEqualTo(me);
    } finally {
      phone.stop(0);
    }
  }

  private String mergedAndSplit(String source, String target, String alert, String why) {
    house
        .put("/incidents/" + target + "/merge", "{'source_incidents': [{'id': '" + source + "'}]}")
        .ok();
    JsonNode parting =
        house
            .post(
                "/incidents/" + target + "/split",
                "{'split': {'alerts': [{'id': '%s'}]}}".formatted(alert))
            .ok();
    assertThat(parting.at("/split/paged")).isEmpty();
    assertThat(parting.at("/split/not_paged/0/reason").asString()).contains(why);
    return parting.at("/incident/id").asString();
  }

  private String reachable(String name, String address) {
    String user =
        house
            .post(
                "/users",
                "{'user': {'name': '%1$s', 'email': '%1$s@example.com', 'role': 'user'}}"
                    .formatted(name))
            .ok()
            .at("/user/id")
            .asString();
    String way =
        house
            .post(
                "/users/" + user + "/contact_methods",
                "{'contact_method': {'type': 'webhook_contact_method', 'label': 'Hook', 'address': '%s'}}"
                    .formatted(address))
            .ok()
            .at("/contact_method/id")
            .asString();
    // by mail, which cannot be sent here
    for (JsonNode rule :
        house.get("/users/" + user + "/notification_rules").ok().path("notification_rules")) {
      house.delete("/users/" + user + "/notification_rules/" + rule.path("id").asString()).ok();
    }
    house
        .post(
            "/users/" + user + "/notification_rules",
            "{'notification_rule': {'type': 'assignment_notification_rule', 'start_delay_in_minutes': 0, 'urgency': 'high', 'contact_method': {'id': '%s', 'type': 'webhook_contact_method_reference'}}}"
                .formatted(way))
        .ok();
    return user;
  }

  @Test
  void merge_snooze_retitle_and_reassign() {
    String target = trigger("merge-1", "warning");
    String source = trigger("merge-2", "critical");
    JsonNode merged =
        house
            .put(
                "/incidents/" + target + "/merge",
                "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}"
                    .formatted(source))
            .ok()
            .path("incident");
    assertThat(merged.path("alert_counts").path("all").asInt()).isEqualTo(2);
    JsonNode gone = incident(source);
    assertThat(gone.path("status").asString()).isEqualTo("resolved");
    assertThat(gone.path("resolve_reason").path("type").asString())
        .isEqualTo("merge_resolve_reason");
    assertThat(gone.path("resolve_reason").path("incident").path("id").asString())
        .isEqualTo(target);
    assertThat(gone.path("resolve_reason").path("incident").path("summary").asString())
        .isEqualTo("#" + merged.path("incident_number").asInt());
    assertThat(gone.path("reason").toString()).contains("merged it").doesNotContain(target);
    house.put("/incidents/" + target, "{'incident': {'status': 'acknowledged'}}").ok();
    var snoozed = house.post("/incidents/" + target + "/snooze", "{'duration': 3600}");
    assertThat(snoozed.status()).isEqualTo(201);
    var pending = new ArrayList<String>();
    snoozed
        .ok()
        .path("incident")
        .path("pending_actions")
        .forEach(action -> pending.add(action.path("type").asString()));
    assertThat(pending).contains("unacknowledge");
    assertThat(house.post("/incidents/" + target + "/snooze", "{'duration': 999999}").status())
        .isEqualTo(400);
    JsonNode changed =
        house
            .put(
                "/incidents/" + target,
                "{'incident': {'title': 'Disks are full', 'assignments': [{'assignee': {'id': '%s'}}]}}"
                    .formatted(other))
            .ok()
            .path("incident");
    assertThat(changed.path("title").asString()).isEqualTo("Disks are full");
    assertThat(changed.path("assignments").path(0).path("assignee").path("id").asString())
        .isEqualTo(other);
    assertThat(types(target)).contains("snooze_log_entry", "annotate_log_entry");
  }

  @Test
  void an_incident_goes_to_another_service_and_its_people() {
    String id = trigger("give-1", "error");
    String policy =
        house
            .post(
                "/escalation_policies",
                "{'escalation_policy': {'type': 'escalation_policy', 'name': 'Storage people', 'escalation_rules': [{'escalation_delay_in_minutes': 30, 'targets': [{'type': 'user_reference', 'id': '%s'}]}]}}"
                    .formatted(other))
            .ok()
            .at("/escalation_policy/id")
            .asString();
    String storage =
        house
            .post(
                "/services",
                "{'service': {'type': 'service', 'name': 'Storage', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                    .formatted(policy))
            .ok()
            .at("/service/id")
            .asString();
    var unknown =
        house.put(
            "/incidents/" + id,
            "{'incident': {'service': {'id': 'PNONE', 'type': 'service_reference'}}}");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text()).contains("incident.service");
    JsonNode given =
        house
            .put(
                "/incidents/" + id,
                "{'incident': {'service': {'id': '%s', 'type': 'service_reference'}}}"
                    .formatted(storage))
            .ok()
            .path("incident");
    assertThat(given.at("/service/id").asString()).isEqualTo(storage);
    assertThat(given.at("/escalation_policy/id").asString()).isEqualTo(policy);
    assertThat(given.at("/assignments/0/assignee/id").asString()).isEqualTo(other);
    assertThat(
            house.get("/incidents?service_ids[]=" + storage).ok().at("/incidents/0/id").asString())
        .isEqualTo(id);
    await(() ->
        types(id).contains("field_value_change_log_entry")
            && types(id).contains("delegate_log_entry"));
    assertThat(
            house.get("/incidents?date_range=all&query=NOTHING%25").ok().path("incidents").size())
        .isZero();
  }

  @Test
  void a_reason_stands_in_the_timeline_whatever_is_done() {
    String id = declare("Why it was done", "").path("id").asString();
    for (String done :
        List.of(
            "'status': 'acknowledged'",
            "'priority': {'id': 'PPRIORITY2'}",
            "'status': 'resolved'")) {
      house
          .put(
              "/incidents/" + id,
              "{'incident': {'type': 'incident', %s, 'reason': 'because of %s'}}"
                  .formatted(done, done.replaceAll("[^a-z0-9A-Z]", "")))
          .ok();
    }
    await(() -> types(id).contains("resolve_log_entry"));
    house
        .put(
            "/incidents/" + id,
            "{'incident': {'type': 'incident', 'title': 'Another', 'reason': 'it says more'}}")
        .ok();
    await(() ->
        house
            .get("/incidents/" + id + "/log_entries?limit=100")
            .ok()
            .toString()
            .contains("Reason given: it says more"));
    var reasons = new LinkedHashMap<String, String>();
    house
        .get("/incidents/" + id + "/log_entries?limit=100")
        .ok()
        .path("log_entries")
        .forEach(entry ->
            reasons.merge(
                entry.path("type").asString(),
                entry.path("reason").path("words").asString(""),
                String::concat));
    assertThat(reasons.get("acknowledge_log_entry")).contains("because of statusacknowledged");
    assertThat(reasons.get("field_value_change_log_entry"))
        .contains("because of priorityidPPRIORITY2");
    assertThat(reasons.get("resolve_log_entry")).contains("because of statusresolved");
  }

  @Test
  void an_alert_moves_and_resolves() {
    String from = trigger("move-1", "error");
    String to = trigger("move-2", "error");
    String alert =
        house
            .get("/incidents/" + from + "/alerts")
            .ok()
            .path("alerts")
            .path(0)
            .path("id")
            .asString();
    JsonNode moved =
        house
            .put(
                "/incidents/" + from + "/alerts",
                "{'alerts': [{'id': '%s', 'type': 'alert', 'incident': {'id': '%s', 'type': 'incident_reference'}}]}"
                    .formatted(alert, to))
            .ok()
            .path("alerts")
            .path(0);
    assertThat(moved.path("incident").path("id").asString()).isEqualTo(to);
    assertThat(moved.path("reason").path("rule").asString()).isEqualTo("move");
    await(() -> incident(from).path("status").asString().equals("resolved"));
    JsonNode resolved =
        house
            .put(
                "/incidents/" + to + "/alerts/" + alert,
                "{'alert': {'type': 'alert', 'status': 'resolved'}}")
            .ok()
            .path("alert");
    assertThat(resolved.path("status").asString()).isEqualTo("resolved");
    await(() -> incident(to).path("alert_counts").path("resolved").asInt() == 1);
    assertThat(incident(to).path("status").asString()).isEqualTo("triggered");
    assertThat(
            house
                .get("/incidents/" + to + "/alerts?statuses[]=triggered&total=true")
                .ok()
                .path("total")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void notes_and_updates_are_kept_and_told() {
    String id = declare("With notes", "").path("id").asString();
    var note = house.post("/incidents/" + id + "/notes", "{'note': {'content': 'Looking.'}}");
    assertThat(note.status()).isEqualTo(200);
    String noteId = note.ok().path("note").path("id").asString();
    golden("note", note.ok());
    assertThat(house.get("/incidents/" + id + "/notes").ok().path("notes").size()).isEqualTo(1);
    house.put("/incidents/" + id + "/notes/" + noteId, "{'note': {'content': 'Found.'}}").ok();
    assertThat(types(id)).contains("annotate_log_entry");
    assertThat(house.delete("/incidents/" + id + "/notes/" + noteId).status()).isEqualTo(204);
    assertThat(house.get("/incidents/" + id + "/notes").ok().path("notes").size()).isZero();
    JsonNode subscribed =
        house
            .post(
                "/incidents/" + id + "/status_updates/subscribers",
                "{'subscribers': [{'subscriber_id': '%s', 'subscriber_type': 'user'}]}"
                    .formatted(other))
            .ok();
    assertThat(subscribed.path("subscriptions").path(0).path("result").asString())
        .isEqualTo("success");
    house.post("/incidents/" + id + "/status_updates", "{'message': 'We are on it.'}").ok();
    assertThat(
            house
                .get("/incidents/" + id + "/status_updates/subscribers")
                .ok()
                .path("subscribers")
                .size())
        .isEqualTo(1);
    // the subscriber is mailed the update and paged nothing
    JsonNode deliveries = house.get("/deliveries?about=" + id).ok().path("deliveries");
    var toBen = new ArrayList<String>();
    deliveries.forEach(delivery -> {
      if (delivery.path("address").asString().equals("ben@example.com")) {
        toBen.add(delivery.path("owner").asString());
      }
    });
    assertThat(toBen).containsExactly("respond");
    house
        .get("/incidents/" + id + "/notifications")
        .ok()
        .path("notifications")
        .forEach(one -> assertThat(one.path("user").path("id").asString()).isNotEqualTo(other));
    // nor is the subscriber one of those who take part
    for (String part : new String[] {"?include[]=assignees&include[]=acknowledgers", "/clocks"}) {
      assertThat(house.get("/incidents/" + id + part).ok().toString()).doesNotContain(other);
    }
  }

  private static String followers(List<String> users) {
    return users.stream()
        .map("{'subscriber_id': '%s', 'subscriber_type': 'user'}"::formatted)
        .collect(Collectors.joining(", ", "{'subscribers': [", "]}"));
  }

  @Test
  void an_incident_has_a_bound_of_followers() {
    String incident = declare("Followed", "").path("id").asString();
    String path = "/incidents/" + incident + "/status_updates";
    String wishes = path + "/subscribers";
    JsonNode twice = house.post(wishes, followers(List.of(other, "PNOBODY", other))).ok();
    assertThat(twice.findValuesAsString("result"))
        .containsExactly("success", "unauthorized", "duplicate");
    assertThat(
            house
                .post(wishes, followers(Collections.nCopies(Bulletins.FOLLOWERS_MAX + 1, me)))
                .text())
        .contains("more than 1000 entries");
    assertThat(house.get(wishes).ok().path("total").asInt()).isEqualTo(1);
    var notes = house.bean(NoteRepository.class);
    for (int i = 1; i < Bulletins.FOLLOWERS_MAX; i++) {
      notes.subscribe(new NoteRepository.Subscriber(incident, "team", "T" + i, Instant.EPOCH));
    }
    assertThat(notes.countSubscribers(incident)).isEqualTo(Bulletins.FOLLOWERS_MAX);
    assertThat(house.post(wishes, followers(List.of(me))).text())
        .contains("1000 subscribers at most");
    assertThat(notes.countSubscribers(incident)).as("all or nobody").isEqualTo(1_000);
    assertThat(house.post(path, "{'message': '%s'}".formatted("x".repeat(10_001))).status())
        .isEqualTo(400);
  }

  @Test
  void a_subscription_shows_its_secret_once_and_its_headers_never() {
    var created =
        house.post(
            "/webhook_subscriptions",
            """
            {'webhook_subscription': {'type': 'webhook_subscription', 'events': ['incident.triggered'],
              'delivery_method': {'type': 'http_delivery_method', 'url': 'http://127.0.0.1:9/hook',
                'custom_headers': [{'name': 'Authorization', 'value': 'Bearer very-secret'}]},
              'filter': {'type': 'account_reference'}, 'description': 'To the wall'}}
            """);
    JsonNode subscription = created.ok().path("webhook_subscription");
    String id = subscription.path("id").asString();
    assertThat(subscription.path("delivery_method").path("secret").asString())
        .hasSizeGreaterThan(40);
    assertThat(
            house
                .post(
                    "/webhook_subscriptions",
                    """
                    {'webhook_subscription': {'events': ['incident.triggered'], 'filter': {'type': 'account_reference'},
                      'delivery_method': {'url': 'http://127.0.0.1:9/hook',
                        'custom_headers': [{'name': 'Authorization', 'value': 'Bearer ab\u2013cd'}]}}}
                    """)
                .text())
        .contains("custom_headers[0].value' must not hold");
    assertThat(created.text()).doesNotContain("very-secret");
    var shown = house.get("/webhook_subscriptions/" + id);
    golden("webhook_subscription", shown.ok());
    assertThat(shown.text()).doesNotContain("very-secret", "\"secret\"");
    assertThat(
            house
                .put(
                    "/webhook_subscriptions/" + id,
                    "{'webhook_subscription': {'delivery_method': {'url':"
                        + " 'http://127.0.0.1:9/other'}}}")
                .status())
        .isEqualTo(400);
    assertThat(
            house
                .put(
                    "/webhook_subscriptions/" + id,
                    "{'webhook_subscription': {'active': false, 'events': ['incident.resolved']}}")
                .ok()
                .path("webhook_subscription")
                .path("active")
                .asBoolean())
        .isFalse();
    assertThat(
            house
                .post("/webhook_subscriptions/" + id + "/enable", "{}")
                .ok()
                .path("webhook_subscription")
                .path("active")
                .asBoolean())
        .isTrue();
    assertThat(house.post("/webhook_subscriptions/" + id + "/ping", "{}").status()).isEqualTo(202);
    await(() ->
        house.get("/deliveries?about=" + id).ok().path("deliveries").path(0).path("log").size()
            > 0);
    assertThat(
            house
                .get("/webhook_subscriptions?filter_type=account&total=true")
                .ok()
                .path("total")
                .asInt())
        .isEqualTo(1);
    assertThat(house.delete("/webhook_subscriptions/" + id).status()).isEqualTo(204);
    assertThat(house.get("/webhook_subscriptions/" + id).status()).isEqualTo(404);
    var wrong =
        house.post(
            "/webhook_subscriptions",
            "{'webhook_subscription': {'events': ['no.such'], 'delivery_method': {'url':"
                + " 'ftp://x'}, 'filter': {'type': 'service_reference', 'id': 'PNONE'}}}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("no.such", "https://", "names no service");
  }

  @Test
  void live_news_come_within_a_moment() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var response =
          client.send(
              HttpRequest.newBuilder(URI.create(house.base() + "/live"))
                  .header("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN)
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type").orElse(""))
          .startsWith("text/event-stream");
      try (var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).isEqualTo("retry: 3000");
        String declared = declare("News " + keys.incrementAndGet(), "").path("id").asString();
        String line = lines.readLine();
        while (line != null && !line.contains(declared)) {
          line = lines.readLine();
        }
        assertThat(line).startsWith("data: ").contains("\"status\":\"triggered\"", service);
      }
    }
    assertThat(house.send("GET", "/live", null, Map.of()).status()).isEqualTo(401);
  }

  @Test
  void older_clients_find_the_lists_of_extensions() {
    JsonNode schemas = house.get("/extension_schemas").ok().path("extension_schemas");
    assertThat(schemas).hasSize(1);
    String id = schemas.get(0).path("id").asString();
    assertThat(house.get("/extension_schemas/" + id).status()).isEqualTo(200);
    assertThat(house.get("/extensions").ok().path("extensions")).isEmpty();
    assertThat(house.get("/extensions/P1").status()).isEqualTo(404);
    assertThat(house.post("/extensions", "{'extension': {}}").status()).isEqualTo(400);
  }

  @Test
  void an_incident_shows_who_was_called_to_help() {
    String id = declare("Needs help " + keys.incrementAndGet(), "").path("id").asString();
    house
        .post(
            "/incidents/" + id + "/responder_requests",
            """
            {'requester_id': '%s', 'message': 'Please help', 'responder_request_targets': [
              {'responder_request_target': {'id': '%s', 'type': 'user_reference'}}]}
            """
                .formatted(me, other))
        .ok();
    JsonNode incident = house.get("/incidents/" + id).ok().path("incident");
    JsonNode responder = incident.path("incidents_responders").get(0);
    assertThat(responder.at("/state").asString()).isEqualTo("pending");
    assertThat(responder.at("/user/id").asString()).isEqualTo(other);
    assertThat(responder.at("/requester/id").asString()).isEqualTo(me);
    JsonNode target =
        incident.at("/responder_requests/0/responder_request_targets/0/responder_request_target");
    assertThat(target.at("/id").asString()).isEqualTo(other);
    assertThat(target.at("/incident_responders/0/state").asString()).isEqualTo("pending");
    assertThat(incident.at("/responder_requests/0/message").asString()).isEqualTo("Please help");
  }

  @Test
  void subscribers_hear_of_services() {
    String subscription =
        house
            .post(
                "/webhook_subscriptions",
                """
                {'webhook_subscription': {'type': 'webhook_subscription',
                  'delivery_method': {'type': 'http_delivery_method', 'url': 'http://127.0.0.1:9/services'},
                  'events': ['service.created', 'service.updated', 'service.deleted'],
                  'filter': {'type': 'account_reference'}}}
                """)
            .ok()
            .at("/webhook_subscription/id")
            .asString();
    String made = service("Made " + keys.incrementAndGet(), "");
    house.put("/services/" + made, "{'service': {'description': 'changed'}}").ok();
    assertThat(house.delete("/services/" + made).status()).isEqualTo(204);
    JsonNode told = house.get("/deliveries?total=true&about=" + made).ok();
    assertThat(told.path("total").asInt()).isEqualTo(3);
    assertThat(house.delete("/webhook_subscriptions/" + subscription).status()).isEqualTo(204);
  }

  @Test
  void the_whole_timeline_can_be_read_and_narrowed() {
    declare("For the timeline", "");
    JsonNode all = house.get("/log_entries?limit=5&include[]=incidents").ok();
    assertThat(all.path("log_entries").size()).isBetween(2, 5);
    assertThat(all.path("log_entries").path(0).path("incident").path("type").asString())
        .isEqualTo("incident");
    assertThat(all.path("log_entries").path(0).path("reason")).isNotNull();
    assertThat(house.get("/log_entries?until=2020-01-01T00:00:00Z").ok().path("log_entries").size())
        .isZero();
    assertThat(house.get("/log_entries/RNONE").status()).isEqualTo(404);
  }
}
