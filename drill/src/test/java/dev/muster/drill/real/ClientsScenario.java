package dev.muster.drill.real;

import static dev.muster.drill.real.TlsHouse.check;
import static dev.muster.drill.real.TlsHouse.say;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The vendor's own npm clients, unchanged, against Muster on the vendor's names. Runs inside {@link Namespace}.
final class ClientsScenario {
  private static final String SCRIPT =
      """
      import {api, event, change, acknowledge, resolve} from '@pagerduty/pdjs';
      import assert from 'node:assert/strict';
      const [token, email, service, key] = process.argv.slice(2);
      const pd = api({token});
      const me = await pd.get('/users/me');
      assert.equal(me.data.user.email, email);
      const created = await pd.post('/incidents', {
        headers: {From: email},
        data: {incident: {type: 'incident', title: 'made by pdjs', service: {id: service, type: 'service_reference'}}},
      });
      assert.equal(created.response.status, 201);
      assert.equal(created.data.incident.title, 'made by pdjs');
      assert.equal(created.resource.id, created.data.incident.id);
      const listed = await pd.get('/incidents', {queryParameters: {'statuses[]': 'triggered', total: 'true'}});
      assert.ok(listed.resource.some(i => i.id === created.data.incident.id), 'the incident is listed');
      const id = created.data.incident.id;
      const acked = await pd.put(`/incidents/${id}`, {
        headers: {From: email},
        data: {incident: {type: 'incident_reference', status: 'acknowledged'}},
      });
      assert.equal(acked.data.incident.status, 'acknowledged');
      const note = await pd.post(`/incidents/${id}/notes`, {headers: {From: email}, data: {note: {content: 'looking at it'}}});
      assert.equal(note.data.note.content, 'looking at it');
      const all = await pd.all('/incidents', {data: {limit: 1}});
      assert.ok(all.length >= 1 || all.data, 'all pages are read');
      const sent = await event({data: {routing_key: key, event_action: 'trigger', dedup_key: 'pdjs-1',
        payload: {summary: 'disk full', source: 'db-1', severity: 'error'}}});
      assert.equal(sent.response.status, 202);
      assert.equal(sent.data.status, 'success');
      assert.equal(sent.data.dedup_key, 'pdjs-1');
      const ack = await acknowledge({data: {routing_key: key, dedup_key: 'pdjs-1', payload: {summary: 'disk full', source: 'db-1', severity: 'error'}}});
      assert.equal(ack.response.status, 202);
      const done = await resolve({data: {routing_key: key, dedup_key: 'pdjs-1', payload: {summary: 'disk full', source: 'db-1', severity: 'error'}}});
      assert.equal(done.response.status, 202);
      const changed = await change({data: {routing_key: key, payload: {summary: 'deployed 1.2', source: 'ci', timestamp: new Date().toISOString()}}});
      assert.equal(changed.response.status, 202);
      const missing = await pd.get('/services/PNOTHERE').catch(e => e);
      console.log('PDJS OK', id, missing.response ? missing.response.status : missing.status ?? '');
      """;

  private ClientsScenario() {}

  public static void main(String[] arguments) {
    TlsHouse.exitAfter(() -> play(arguments));
  }

  private static void play(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Path clients = Path.of(arguments[1]);
    try (TlsHouse house = TlsHouse.start(folder)) {
      Wire.Setup setup = house.wire.service("Checkout", "events_api_v2_inbound_integration");
      pdjs(house, clients, setup);
      cli(house, clients, setup);
    }
  }

  private static void pdjs(TlsHouse house, Path clients, Wire.Setup setup) throws Exception {
    Path script = clients.resolve("muster-check.mjs");
    Files.writeString(script, SCRIPT);
    String printed =
        Tools.run(
            clients,
            house.trust(),
            "node",
            script.toString(),
            RunningMuster.TOKEN,
            RunningMuster.EMAIL,
            setup.service(),
            setup.key());
    check(printed.contains("PDJS OK"), "pdjs works unchanged");
  }

  private static void cli(TlsHouse house, Path clients, Wire.Setup setup) {
    Wire wire = house.wire;
    pd(
        house,
        clients,
        "incident",
        "create",
        "-t",
        "made by the cli",
        "--service_id",
        setup.service(),
        "-F",
        RunningMuster.EMAIL);
    JsonNode incident = titled(wire, "made by the cli");
    check(!incident.isMissingNode(), "pd incident create");
    String id = incident.path("id").asString();

    String list = pd(house, clients, "incident", "list", "--json");
    check(list.contains(id), "pd incident list");

    pd(house, clients, "incident", "ack", "-i", id, "-F", RunningMuster.EMAIL);
    check(
        titled(wire, "made by the cli").path("status").asString().equals("acknowledged"),
        "pd incident ack");
    pd(
        house,
        clients,
        "incident",
        "notes",
        "-i",
        id,
        "-n",
        "from the cli",
        "-F",
        RunningMuster.EMAIL);
    check(
        wire.get("/incidents/" + id + "/notes").toString().contains("from the cli"),
        "pd incident notes");
    pd(house, clients, "incident", "resolve", "-i", id, "-F", RunningMuster.EMAIL);
    check(
        titled(wire, "made by the cli").path("status").asString().equals("resolved"),
        "pd incident resolve");
    check(pd(house, clients, "incident", "log", "-i", id).length() > 0, "pd incident log");

    pd(
        house,
        clients,
        "user",
        "create",
        "-n",
        "Ben",
        "-e",
        "ben@acme.test",
        "-F",
        RunningMuster.EMAIL);
    check(wire.get("/users?query=ben%40acme.test").path("users").size() == 1, "pd user create");
    pd(house, clients, "team", "create", "-n", "Shop");
    check(wire.get("/teams?query=Shop").path("teams").size() == 1, "pd team create");
    check(pd(house, clients, "user", "list", "--json").contains("ben@acme.test"), "pd user list");
    check(pd(house, clients, "service", "list", "--json").contains("Checkout"), "pd service list");
    check(pd(house, clients, "ep", "list", "--json").contains("Checkout policy"), "pd ep list");
    check(pd(house, clients, "ep", "oncall", "-n", "Checkout policy").length() > 0, "pd ep oncall");
    wire.post(
        "/schedules",
        """
        {"schedule": {"type": "schedule", "name": "Shop on call", "time_zone": "Europe/Berlin", "schedule_layers": [
          {"start": "2026-01-05T09:00:00+01:00", "rotation_virtual_start": "2026-01-05T09:00:00+01:00",
           "rotation_turn_length_seconds": 604800, "users": [{"user": {"id": "%s", "type": "user_reference"}}]}]}}
        """
            .formatted(setup.user()),
        201);
    check(
        pd(house, clients, "schedule", "list", "--json").contains("Shop on call"),
        "pd schedule list");
    check(
        pd(house, clients, "rest", "get", "-e", "/users/me").contains(RunningMuster.EMAIL),
        "pd rest get");

    pd(
        house,
        clients,
        false,
        "event",
        "alert",
        "-r",
        setup.key(),
        "--summary",
        "from the cli's event",
        "--source",
        "web-1",
        "--severity",
        "critical");
    wire.await(
        "the event became an incident",
        Duration.ofMinutes(2),
        () -> !titled(wire, "from the cli's event").isMissingNode());
    say("pd event alert");
  }

  private static JsonNode titled(Wire wire, String title) {
    for (JsonNode incident : wire.get("/incidents?date_range=all&limit=100").path("incidents")) {
      if (incident.path("title").asString().equals(title)) {
        return incident;
      }
    }
    return tools.jackson.databind.node.MissingNode.getInstance();
  }

  private static String pd(TlsHouse house, Path clients, String... arguments) {
    return pd(house, clients, true, arguments);
  }

  private static String pd(TlsHouse house, Path clients, boolean withToken, String... arguments) {
    var command = new ArrayList<>(List.of(clients.resolve("node_modules/.bin/pd").toString()));
    command.addAll(List.of(arguments));
    if (withToken) {
      command.addAll(List.of("--token", RunningMuster.TOKEN));
    }
    return Tools.run(house.folder, house.trust(), command);
  }
}
