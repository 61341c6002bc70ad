package dev.muster.improve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.kernel.Way;
import dev.muster.mobilize.channel.TapLinks;
import dev.muster.platform.db.Database;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// What those who are paged say of it, over real HTTP; and what event rules and tables add on the way to an incident.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoiseHouseTest {
  private final TestHouse house = TestHouse.start();
  private String me = "";
  private String policy = "";

  @BeforeAll
  void furnish() {
    var furniture = new Furniture(house);
    me = furniture.me();
    policy = furniture.policy("All", me, 30);
  }

  @AfterAll
  void close() {
    house.close();
  }

  private String service(String name, String grouping) {
    return new Furniture(house).service(name, grouping, policy);
  }

  private String key(String service) {
    return house
        .post(
            "/services/" + service + "/integrations",
            "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': 'in'}}")
        .ok()
        .path("integration")
        .path("integration_key")
        .asString();
  }

  private void send(String key, String dedup, String source) {
    var answer =
        house.post(
            "/v2/enqueue",
            "{'routing_key':'%s','event_action':'trigger','dedup_key':'%s','payload':{'summary':'It is slow','source':'%s','severity':'critical'}}"
                .formatted(key, dedup, source));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
  }

  private JsonNode incidentOf(String service) {
    return house
        .eventually(
            "/incidents?service_ids[]=" + service, found -> !found.path("incidents").isEmpty())
        .path("incidents")
        .get(0);
  }

  private static HttpResponse<String> browse(String method, String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void this_was_noise_is_one_tap_and_a_confirmation_and_counts_for_the_person() throws Exception {
    String service = service("Noisy", "null");
    send(key(service), "n1", "web-1");
    String incident = incidentOf(service).path("id").asString();
    String link =
        house
            .bean(TapLinks.class)
            .link(TapLinks.Tap.NOISE, me, incident, "", Way.EMAIL, Instant.now());
    String url = house.base() + link.substring(link.indexOf("/l/"));
    HttpResponse<String> asked = browse("GET", url);
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.body()).contains(" noise?", "Call it noise as ").contains("It is slow");
    assertThat(verdict(incident)).as("looking at it says nothing").doesNotContain("not_actionable");
    HttpResponse<String> said = browse("POST", url);
    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(said.body()).contains("was noise; thank you", "That does not end it.");
    assertThat(verdict(incident)).contains("not_actionable").contains(me);
    String asks = "/incidents/" + incident + "/verdict";
    assertThat(
            house
                .put(asks, "{'verdict': {'verdict': 'actionable'}}")
                .ok()
                .at("/verdict/verdict")
                .asString())
        .isEqualTo("actionable");
    assertThat(house.put(asks, "{'verdict': {}}").status()).isEqualTo(400);
    assertThat(house.put(asks, "{'verdict': null}").ok().at("/verdict/source").asString())
        .as("taken back")
        .isEqualTo("inferred");
    assertThat(
            house.put(asks, "{'verdict': 'not_actionable'}").ok().at("/verdict/reason").asString())
        .isEqualTo("A person said so.");
    assertThat(browse("GET", url.substring(0, url.length() - 2) + "xx").statusCode())
        .isEqualTo(410);
    JsonNode told =
        house.eventually(
            "/users/" + me + "/pages", found -> found.toString().contains("not_actionable"));
    assertThat(told.toString()).contains("precision");
    Database database = house.named("database", Database.class);
    // an incident whose facts have not come yet; the last ones may come just now
    house.until(
        () -> {
          for (String table : new String[] {"verdict", "incident_way"}) {
            database
                .sql()
                .sql("delete from improve.%s where incident_id = ?".formatted(table))
                .param(incident)
                .update();
          }
          return house.get(asks).ok().at("/verdict/verdict").asString().equals("unknown");
        },
        () -> "still " + house.get(asks).text());
    assertThat(house.get("/incidents/QNONE/verdict").status()).isEqualTo(404);
  }

  @Test
  void what_is_kept_back_is_counted_as_it_is_listed() {
    String off = service("Off", "null");
    String mended = service("Being mended", "null");
    String offKey = key(off);
    String mendedKey = key(mended);
    house.put("/services/" + off, "{'service': {'status': 'disabled'}}").ok();
    house
        .post(
            "/maintenance_windows",
            "{'maintenance_window': {'type': 'maintenance_window', 'start_time': '%s', 'end_time': '%s', 'services': [{'id': '%s', 'type': 'service_reference'}]}}"
                .formatted(
                    Instant.now().minusSeconds(60), Instant.now().plusSeconds(3_600), mended))
        .ok();
    send(offKey, "k1", "web-1");
    send(offKey, "k2", "web-2");
    send(mendedKey, "k3", "web-3");
    house.eventually(
        "/noise/alerts?total=true&service_ids[]=%s&service_ids[]=%s".formatted(off, mended),
        found -> found.path("alerts").size() == 3);
    for (String asked :
        new String[] {"service_ids[]=" + off, "service_ids[]=" + mended, "reason=maintenance"}) {
      JsonNode kept = house.get("/noise/alerts?total=true&" + asked).ok();
      assertThat(kept.path("total").asInt()).as(asked).isEqualTo(kept.path("alerts").size());
      assertThat(kept.path("alerts")).as(asked).hasSize(asked.endsWith(off) ? 2 : 1);
    }
  }

  private String verdict(String incident) {
    return house.eventually("/incidents/" + incident + "/verdict", _ -> true).toString();
  }

  private JsonNode twoIncidents(String service) {
    return house
        .eventually(
            "/incidents?service_ids[]=" + service, found -> found.path("incidents").size() == 2)
        .path("incidents");
  }

  @Test
  void what_was_merged_away_was_formed_and_paged_all_the_same() {
    String service = service("Merging", "null");
    String key = key(service);
    send(key, "m1", "web-1");
    send(key, "m2", "web-2");
    JsonNode two = twoIncidents(service);
    String asked = "/noise/funnel?group_by=service";
    house.eventually(asked, found -> merging(found).at("/incidents/formed").asInt() == 2);
    for (JsonNode one : two) {
      String id = one.path("id").asString();
      house.bean(PostgresWays.class).sent("note-" + id, id, me, "email", Instant.now());
    }
    house
        .put(
            "/incidents/" + two.get(0).path("id").asString() + "/merge",
            "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}"
                .formatted(two.get(1).path("id").asString()))
        .ok();
    send(key, "m3", "web-3");
    JsonNode after =
        merging(
            house.eventually(
                asked,
                found ->
                    merging(found).at("/incidents/formed").asInt() == 3
                        && merging(found).at("/alerts/formed_incident").asInt() == 3));
    assertThat(after.at("/alerts/joined_incident").asInt()).isZero();
    assertThat(after.at("/pages/sent").asInt())
        .as("also of the one that was merged away")
        .isEqualTo(2);
    assertThat(after.at("/pages/people").asInt()).isEqualTo(1);
    assertEachCountLeadsToWhatItCounts(after);
    assertEachCountLeadsToWhatItCounts(
        house.get("/noise/funnel?group_by=rule").ok().at("/funnel/total"));
    assertThat(house.get("/noise/funnel/alerts?of=all").text())
        .contains("'of' must be one of opened");
    assertThat(
            house.get("/noise/funnel/incidents?of=declared&total=true").ok().path("total").asInt())
        .isEqualTo(
            house.get("/noise/funnel").ok().at("/funnel/incidents_declared_by_people").asInt());
  }

  private void assertEachCountLeadsToWhatItCounts(JsonNode row) {
    row.path("alerts")
        .properties()
        .forEach(count ->
            assertListed(row.path("alerts_url"), "&of=" + count.getKey(), count.getValue()));
    assertListed(row.path("incidents_url"), "", row.at("/incidents/formed"));
    row.path("tickets")
        .properties()
        .forEach(count ->
            assertListed(row.path("incidents_url"), "&of=" + count.getKey(), count.getValue()));
    assertListed(row.path("pages_url"), "", row.at("/pages/sent"));
    JsonNode events = house.get(path(row.path("events_url")) + "&total=true").ok();
    assertThat(events.path("total").asLong()).isEqualTo(row.at("/events/total").asLong());
  }

  private void assertListed(JsonNode url, String more, JsonNode count) {
    JsonNode list = house.get(path(url) + more + "&total=true&limit=100").ok();
    assertThat(list.path("total").asLong()).as("%s%s", url, more).isEqualTo(count.asLong());
    assertThat(list.valueStream().filter(JsonNode::isArray).findFirst().orElseThrow())
        .hasSize(count.asInt());
  }

  private static String path(JsonNode url) {
    return url.asString()
        .substring(
            url.asString().indexOf("/noise") < 0
                ? url.asString().indexOf("/events")
                : url.asString().indexOf("/noise"));
  }

  @Test
  void what_was_moved_was_formed_all_the_same_and_who_moved_it_stands_in_the_timeline() {
    String service = service("Moving", "null");
    String key = key(service);
    send(key, "v1", "web-1");
    send(key, "v2", "web-2");
    JsonNode two = twoIncidents(service);
    String from = two.get(1).path("id").asString();
    String to = two.get(0).path("id").asString();
    String alert = house.get("/incidents/" + from + "/alerts").ok().at("/alerts/0/id").asString();
    house
        .put(
            "/incidents/" + from + "/alerts/" + alert,
            "{'alert': {'type': 'alert', 'incident': {'id': '%s', 'type': 'incident_reference'}}}"
                .formatted(to))
        .ok();
    JsonNode entry =
        house
            .eventually(
                "/incidents/" + to + "/log_entries?is_overview=false&limit=100",
                found -> found.toString().contains("An alert was moved into the incident."))
            .path("log_entries")
            .valueStream()
            .filter(one -> one.toString().contains("An alert was moved into the incident."))
            .findFirst()
            .orElseThrow();
    assertThat(entry.at("/agent/id").asString()).as(entry.toString()).isEqualTo(me);
    JsonNode after =
        house.eventually(
            "/noise/funnel?group_by=service",
            found -> row(found, "Moving").at("/alerts/formed_incident").asInt() == 2);
    assertThat(row(after, "Moving").at("/incidents/formed").asInt()).isEqualTo(2);
    assertThat(row(after, "Moving").at("/alerts/joined_incident").asInt()).isZero();
  }

  private static JsonNode merging(JsonNode found) {
    return row(found, "Merging");
  }

  private static JsonNode row(JsonNode found, String service) {
    return found
        .at("/funnel/groups")
        .valueStream()
        .filter(row -> row.at("/origin/summary").asString("").equals(service))
        .findFirst()
        .orElse(tools.jackson.databind.node.MissingNode.getInstance());
  }

  @Test
  void lookups_come_as_csv_and_what_is_wrong_is_named() throws Exception {
    String table =
        house
            .post(
                "/enrichment_tables",
                "{'enrichment_table': {'name': 'Owners', 'keys': [{'column': 'host', 'source':"
                    + " 'event.source'}], 'columns': ['owner', 'tier']}}")
            .ok()
            .path("enrichment_table")
            .path("id")
            .asString();
    var wrong = csv(table, "host,owner,tier\r\nweb-1,ana,1\r\n,bo,2\r\nweb-1,cy,3\r\n");
    assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(400);
    assertThat(wrong.body()).contains("row 3: field 'host'").contains("same key");
    var odd = csv(table, "host,owner,tier\nweb-1,ana\nweb-2,bo,2\nweb-3,Cy, of ops,3\n");
    assertThat(odd.statusCode()).as(odd.body()).isEqualTo(400);
    assertThat(odd.body()).contains("row 2: field 'tier' is missing").contains("row 4: ");
    assertThat(csv(table, "host,owner\nweb-1,ana\n").body()).contains("column 'tier'");
    var right =
        csv(table, "host,owner,tier,x\r\nweb-9,\"Ana, of ops\",1,\r\n,,,\r\nweb-8,bo,2,\r\n");
    assertThat(right.statusCode()).as(right.body()).isEqualTo(200);
    assertThat(right.body()).contains("\"ignored_columns\":[\"x\"]");
    assertThat(right.body()).contains("\"rows\":2");
    String service = service("Enriched", "null");
    send(key(service), "e1", "web-9");
    String incident = incidentOf(service).path("id").asString();
    assertThat(house.get("/incidents/" + incident + "/alerts").text()).contains("Ana, of ops");
  }

  private HttpResponse<String> csv(String table, String text) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(house.base() + "/enrichment_tables/" + table + "/rows"))
              .header("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN)
              .header("Content-Type", "text/csv")
              .PUT(HttpRequest.BodyPublishers.ofString(text))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void priority_and_custom_fields_of_event_rules_reach_incidents_that_muster_groups() {
    String service = service("Ruled", "'intelligent'");
    house
        .put(
            "/event_orchestrations/services/" + service,
            """
            {'orchestration_path': {'sets': [{'id': 'start', 'rules': [{'id': 'r1', 'conditions': [],
              'actions': {'priority': 'PPRIORITY2', 'incident_custom_field_updates': [{'id': 'region', 'value': 'eu'}]}}]}],
              'catch_all': {'actions': {}}}}
            """)
        .ok();
    house.put("/event_orchestrations/services/" + service + "/active", "{'active': true}");
    send(key(service), "r1", "db-1");
    JsonNode incident = incidentOf(service);
    assertThat(incident.path("priority").path("id").asString()).isEqualTo("PPRIORITY2");
    String id = incident.path("id").asString();
    JsonNode values =
        house.eventually(
            "/incidents/" + id + "/custom_fields/values",
            found -> !found.path("custom_fields").isEmpty());
    assertThat(values.toString()).contains("\"id\":\"region\"").contains("\"value\":\"eu\"");
    JsonNode changed =
        house
            .send(
                "PUT",
                "/incidents/" + id + "/custom_fields/values",
                "{'custom_fields': [{'id': 'region', 'value': null}, {'id': 'ticket', 'value':"
                    + " 'T-1'}]}")
            .ok();
    assertThat(changed.toString()).contains("T-1").doesNotContain("region");
    assertThat(
            house
                .send("PUT", "/incidents/" + id + "/custom_fields/values", "{'custom_fields': []}")
                .text())
        .contains("custom_fields");
  }
}
