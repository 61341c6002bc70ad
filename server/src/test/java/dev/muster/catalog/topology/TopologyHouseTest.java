package dev.muster.catalog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Golden;
import dev.muster.app.TestHouse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Topology over real HTTP and PostgreSQL.
class TopologyHouseTest {
  private static TestHouse house;

  @BeforeAll
  static void open() {
    house = TestHouse.start();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static JsonNode take(String format, String source, String more, String text) {
    return house
        .send(
            "POST",
            "/topology/imports?format=" + format + "&source=" + source + more,
            text,
            Map.of("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN))
        .ok()
        .path("import")
        .path("report");
  }

  private static final String SHOP =
      """
      {'entities': [
         {'id': 'shop', 'kind': 'service', 'name': 'Shop', 'region': 'eu', 'aliases': ['shp'], 'attributes': {'tier': 1}},
         {'id': 'db-1', 'kind': 'database', 'name': 'shopdb', 'service': 'shop', 'aliases': ['10.1.1.1']},
         {'id': 'nameless'}],
       'dependencies': [
         {'from': 'shop', 'to': 'db-1', 'kind': 'queries'},
         {'from': 'shop', 'to': 'elsewhere', 'kind': 'calls'},
         {'from': 'shop', 'to': 'shop'}]}
      """;

  @Test
  void an_import_says_what_it_took_and_a_second_one_changes_nothing() {
    JsonNode first = take("native", "cmdb", "", SHOP);
    assertThat(first.path("entities_added").asInt()).isEqualTo(2);
    assertThat(first.path("dependencies_added").asInt()).isEqualTo(2);
    assertThat(first.path("dangling").asInt()).isEqualTo(1);
    assertThat(first.path("skipped").asInt()).isEqualTo(2);
    assertThat(first.path("skipped_items").path(0).path("place").asString())
        .isEqualTo("entities[2]");

    JsonNode second = take("native", "cmdb", "", SHOP);
    assertThat(second.path("entities_unchanged").asInt()).isEqualTo(2);
    assertThat(second.path("entities_added").asInt()).isZero();
    assertThat(second.path("dependencies_unchanged").asInt()).isEqualTo(2);

    JsonNode third =
        take(
            "native",
            "cmdb",
            "&complete=true",
            "{'entities': [{'id': 'shop', 'kind': 'service', 'name': 'Web shop'}]}");
    assertThat(third.path("entities_changed").asInt()).isEqualTo(1);
    assertThat(third.path("stale").asInt()).isEqualTo(3);
    JsonNode stale = house.get("/entities/db-1").ok().path("entity");
    assertThat(stale.path("stale_since").isNull()).isFalse();
    assertThat(house.get("/entities?stale=true&query=shopdb").ok().path("entities").size())
        .isEqualTo(1);
    assertThat(house.get("/topology/imports").ok().path("imports").size())
        .isGreaterThanOrEqualTo(3);
  }

  @Test
  void what_names_nothing_is_no_inventory_that_has_become_empty() {
    take("csv", "yard", "", "id,name,kind\ncrane-1,Crane one,device\n");
    for (String[] wrong :
        new String[][] {
          {"csv", "id,name,kind\n"},
          {"native", "{'entities': []}"},
          {"native", "{'entities': [{'id': 'crane-1'}]}"},
          {"kubernetes", "Unable to connect to the server"},
          {"backstage", "# nothing yet"}
        }) {
      var answer =
          house.post("/topology/imports?source=yard&complete=true&format=" + wrong[0], wrong[1]);
      assertThat(answer.status()).as(wrong[1]).isEqualTo(400);
      assertThat(answer.text()).contains("names no entity and no dependency", wrong[0]);
    }
    assertThat(house.get("/entities/crane-1").ok().at("/entity/stale_since").isNull()).isTrue();
  }

  @Test
  void an_inventory_that_has_become_empty_says_so() {
    take("csv", "dock", "", "id,name,kind\ncrane-2,Crane two,device\n");
    String dock = "/topology/imports?source=dock&format=native";
    var told = house.post(dock + "&complete=true", "{'entities': []}");
    assertThat(told.status()).isEqualTo(400);
    assertThat(told.text()).contains("'empty=true' beside 'complete=true'");
    for (String[] wrong :
        new String[][] {
          {"&empty=true", "{'entities': []}"},
          {"&empty=true&complete=true", "{'entities': [{'id': 'crane-2'}]}"}
        }) {
      assertThat(house.post(dock + wrong[0], wrong[1]).status()).as(wrong[0]).isEqualTo(400);
    }
    assertThat(house.get("/entities/crane-2").ok().at("/entity/stale_since").isNull()).isTrue();

    JsonNode report = take("native", "dock", "&complete=true&empty=true", "{'entities': []}");
    assertThat(report.path("stale").asInt()).isEqualTo(1);
    assertThat(house.get("/entities/crane-2").ok().at("/entity/stale_since").isNull()).isFalse();
  }

  @Test
  void what_a_person_entered_stays() {
    house
        .post("/entities", "{'entity': {'id': 'fw-1', 'name': 'Firewall', 'kind': 'device'}}")
        .ok();
    JsonNode report =
        take(
            "csv",
            "sheet",
            "",
            """
            id,name,kind,aliases,rack
            fw-1,Other,device,,r1
            fw-2,"Second, the",device,10.0.0.2;NE-2,r2
            """);
    assertThat(report.path("kept").asInt()).isEqualTo(1);
    var open =
        house.send(
            "POST",
            "/topology/imports?format=csv&source=sheet",
            "id,name\nfw-3,\"never closed\n",
            Map.of("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN));
    assertThat(open.status()).isEqualTo(400);
    assertThat(open.text()).contains("a double quote is not closed");
    assertThat(house.get("/entities/fw-1").ok().path("entity").path("name").asString())
        .isEqualTo("Firewall");
    JsonNode second = house.get("/entities?query=NE-2").ok().path("entities").path(0);
    assertThat(second.path("name").asString()).isEqualTo("Second, the");
    assertThat(second.path("attributes").path("rack").asString()).isEqualTo("r2");
    JsonNode link =
        house
            .post(
                "/topology/dependencies",
                "{'dependency': {'from': 'fw-2', 'to': 'fw-1', 'kind': 'uplink'}}")
            .ok();
    assertThat(link.path("dependency").path("confidence").asDouble()).isEqualTo(1);
    JsonNode map = house.get("/topology?around=fw-1&hops=1").ok();
    assertThat(map.path("entities").size()).isEqualTo(2);
    assertThat(map.path("dependencies").size()).isEqualTo(1);
    assertThat(house.delete("/entities/fw-2").status()).isEqualTo(204);
    assertThat(house.get("/topology?around=fw-1").ok().path("dependencies").size()).isZero();
  }

  @Test
  void faulty_input_names_its_fault_and_changes_nothing() {
    assertThat(house.post("/topology/imports?format=xml", "x").status()).isEqualTo(400);
    assertThat(house.post("/topology/imports", "{'entities': [").text()).contains("not valid JSON");
    assertThat(house.post("/topology/imports", "{'entities': {}}").text())
        .contains("'entities' must be a list");
    assertThat(NativeImport.read("{\"entities\": [], \"edges\": [1]}").skipped())
        .extracting(Imported.Skipped::place)
        .containsExactly("edges");
    assertThat(house.post("/topology/imports?format=csv", "a,b\n1,2").text())
        .contains("'id' and 'name'");
    assertThat(
            house
                .post("/topology/imports?format=csv", "id,name,kind\nx-1,One,host\nx-2,Two")
                .text())
        .contains("row 3: field 'kind' is missing");
    assertThat(house.get("/entities/x-1").status()).isEqualTo(404);
    assertThat(house.post("/topology/imports?format=backstage", "a: [").text())
        .contains("not valid YAML");
    assertThat(house.post("/entities", "{'entity': {'name': ''}}").text()).contains("entity.name");
    assertThat(
            house
                .post("/topology/dependencies", "{'dependency': {'from': 'x', 'to': 'y'}}")
                .status())
        .isEqualTo(400);
    assertThat(house.get("/topology?around=nothing").status()).isEqualTo(404);
  }

  @Test
  void services_that_rest_on_each_other_are_on_the_map() {
    String user = house.get("/users/me").ok().path("user").path("id").asString();
    String policy =
        house
            .post(
                "/escalation_policies",
                "{'escalation_policy': {'name': 'map', 'escalation_rules':"
                    + " [{'escalation_delay_in_minutes': 5, 'targets': [{'id': '"
                    + user
                    + "', 'type': 'user_reference'}]}]}}")
            .ok()
            .path("escalation_policy")
            .path("id")
            .asString();
    String front = service("Front", policy);
    String back = service("Back", policy);
    house
        .post(
            "/service_dependencies/associate",
            "{'relationships': [{'supporting_service': {'id': '%s', 'type': 'service'}, 'dependent_service': {'id': '%s', 'type': 'service'}}]}"
                .formatted(back, front))
        .ok();
    JsonNode map = house.get("/topology?around=" + front).ok();
    assertThat(map.path("entities").size()).isEqualTo(2);
    assertThat(map.path("dependencies").path(0).path("to").asString()).isEqualTo(back);
    assertThat(map.path("entities").path(0).path("entity").path("muster_service").asString())
        .isEqualTo(front);
  }

  @Test
  void who_is_named_for_things_answers_for_all_of_them() {
    String user = house.get("/users/me").ok().path("user").path("id").asString();
    String policy = new dev.muster.app.Furniture(house).policy("named", user, 5);
    String storage = service("Storage team", policy);
    JsonNode report =
        house
            .post(
                "/topology/imports?format=native&source=named",
                """
                {'entities': [
                  {'id': 'disk-a', 'kind': 'host', 'name': 'disk-a', 'muster_service': 'storage team'},
                  {'id': 'disk-b', 'kind': 'host', 'name': 'disk-b', 'muster_service': '%s'},
                  {'id': 'disk-c', 'kind': 'host', 'name': 'disk-c', 'muster_service': 'Nobody'}], 'dependencies': []}
                """
                    .formatted(storage))
            .ok()
            .at("/import/report");
    for (String disk : java.util.List.of("disk-a", "disk-b")) {
      assertThat(house.get("/entities/" + disk).ok().at("/entity/muster_service").asString())
          .isEqualTo(storage);
    }
    assertThat(house.get("/entities/disk-c").ok().at("/entity/muster_service").isNull()).isTrue();
    assertThat(report.path("entities_added").asInt()).isEqualTo(3);
    assertThat(report.path("skipped").asInt()).isZero();
    assertThat(report.path("unknown_owners").asInt()).isEqualTo(1);
    assertThat(report.at("/skipped_items/0/why").asString())
        .contains("'Nobody'", "no service is named for it");
    JsonNode mistyped =
        house
            .post(
                "/topology/imports?format=native&source=named",
                """
                {'entities': [{'id': 'disk-a', 'kind': 'host', 'name': 'disk-a', 'muster_service': 'storage taem'}],
                 'dependencies': []}
                """)
            .ok()
            .at("/import/report");
    assertThat(mistyped.path("entities_unchanged").asInt()).isEqualTo(1);
    assertThat(mistyped.at("/skipped_items/0/why").asString())
        .contains("'storage taem'", "stays with 'Storage team'");
    assertThat(house.get("/entities/disk-a").ok().at("/entity/muster_service").asString())
        .isEqualTo(storage);
    assertThat(
            house
                .put("/entities/disk-c", "{'entity': {'muster_service': 'STORAGE TEAM'}}")
                .ok()
                .at("/entity/muster_service")
                .asString())
        .isEqualTo(storage);
  }

  @Test
  void a_service_that_nothing_names_is_a_place_whose_name_is_looked_for_nowhere() {
    String user = house.get("/users/me").ok().path("user").path("id").asString();
    String policy = new dev.muster.app.Furniture(house).policy("lonely", user, 5);
    String lonely = service("Lonely things", policy);
    String owner = service("Owner of one host", policy);
    take(
        "native",
        "lonely",
        "",
        "{'entities': [{'id': 'lonely-host', 'kind': 'host', 'name': 'lonely-host', 'muster_service': '%s'}]}"
            .formatted(owner));
    Topologies.Snapshot known = house.bean(Topologies.class).snapshot();
    Topologies.Snapshot whole = known.whole();
    assertThat(known.topology().indexOf(lonely)).isNegative();
    assertThat(known.owners().placeOf(lonely)).isNegative();
    assertThat(whole.owners().placeOf(lonely)).isEqualTo(whole.topology().indexOf(lonely));
    assertThat(whole.owners().ownerOf(whole.topology().indexOf(lonely))).contains(lonely);
    assertThat(known.owners().entityOf(owner)).isEqualTo(known.topology().indexOf("lonely-host"));
    assertThat(known.owners().placeOf(owner)).as("a host is no service").isNegative();
    assertThat(whole.owners().placeOf(owner)).isEqualTo(whole.topology().indexOf(owner));
    assertThat(around(lonely).at("/entities/0/entity/name").asString()).isEqualTo("Lonely things");

    String other = service("Other things", policy);
    Topologies.Snapshot next = house.bean(Topologies.class).snapshot();
    assertThat(next.digest()).as("nothing else is read or grouped by it").isEqualTo(known.digest());
    assertThat(next.whole().digest()).isNotEqualTo(whole.digest());
    assertThat(next.whole().owners().placeOf(other)).isNotNegative();
  }

  private static final String CATALOGUE =
      """
      apiVersion: backstage.io/v1alpha1
      kind: Component
      metadata:
        name: ledger
        annotations: {backstage.io/kubernetes-id: ledger-app}
      spec: {type: service, dependsOn: [component:mint]}
      ---
      kind: Component
      metadata: {name: mint}
      spec: {type: service}
      """;

  private static final String CLUSTER =
      """
      kind: Deployment
      metadata: {name: ledger-v2, namespace: bank, labels: {backstage.io/kubernetes-id: ledger-app}}
      spec:
        template:
          metadata: {labels: {app: ledger}}
          spec:
            containers:
            - env:
              - {name: ARCHIVE_URL, value: "postgres://u:pass-1@vault-db.corp:5432/x"}
              - {name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: bus}}}
      ---
      kind: ConfigMap
      metadata: {name: settings, namespace: bank}
      data: {bus: "amqp://bus-1"}
      ---
      kind: Service
      metadata: {name: bus-1, namespace: bank}
      spec: {type: ExternalName, externalName: rabbit-7.corp}
      ---
      kind: Deployment
      metadata: {name: mint, namespace: bank}
      spec: {template: {metadata: {labels: {app: mint}}, spec: {containers: []}}}
      """;

  private static JsonNode around(String entity) {
    return house.get("/topology?around=" + entity).ok();
  }

  private static java.util.List<String> ends(JsonNode map) {
    return map.path("dependencies")
        .valueStream()
        .map(link -> link.path("from").asString() + " > " + link.path("to").asString())
        .sorted()
        .toList();
  }

  @Test
  void one_thing_of_two_imports_counts_as_one_until_somebody_says_otherwise() {
    take("backstage", "catalogue", "", CATALOGUE);
    JsonNode report = take("kubernetes", "cluster", "&complete=true", CLUSTER);
    assertThat(report.path("same_applied").asInt()).isEqualTo(1);
    assertThat(report.path("same_proposed").asInt()).isEqualTo(1);
    String ledger = "component:default/ledger";
    String deployed = "bank/deployment/ledger-v2";
    JsonNode one = house.get("/topology/same_things?entity=" + ledger).ok().at("/same_things/0");
    assertThat(one.path("state").asString()).isEqualTo("applied");
    assertThat(one.path("counted_as").asString()).isEqualTo(ledger);
    // hosts that its environment names, known a day later from another source
    JsonNode later =
        take(
            "csv",
            "cmdb-of-bank",
            "",
            "id,name,kind,aliases\nCI-70,vault,database,vault-db.corp\nCI-71,rabbit-7,queue,\n");
    assertThat(later.path("mentioned").asInt()).isEqualTo(2);
    assertThat(ends(around(ledger)))
        .containsExactly(
            ledger + " > CI-70", ledger + " > CI-71", ledger + " > component:default/mint");
    assertThat(ends(around(deployed))).as("the other id leads there too").hasSize(3);
    JsonNode both =
        around(deployed)
            .path("entities")
            .valueStream()
            .filter(node -> node.path("distance").asInt() == 0)
            .findFirst()
            .orElseThrow();
    assertThat(both.at("/entity/id").asString()).isEqualTo(ledger);
    assertThat(both.at("/also/0/id").asString()).isEqualTo(deployed);
    assertThat(both.at("/also/0/source").asString()).isEqualTo("cluster");
    assertThat(both.at("/also/0/aliases").size()).isPositive();
    JsonNode again = take("kubernetes", "cluster", "&complete=true", CLUSTER);
    assertThat(again.path("stale").asInt()).as("it names them still").isZero();
    assertThat(again.path("same_applied").asInt()).isZero();
    // a person's word
    String pair = "{'same_thing': {'entity': '%s', 'other': '%s'}}".formatted(deployed, ledger);
    assertThat(
            house
                .post("/topology/same_things/refuse", pair)
                .ok()
                .at("/same_thing/state")
                .asString())
        .isEqualTo("refused");
    assertThat(ends(around(ledger))).containsExactly(ledger + " > component:default/mint");
    assertThat(ends(around(deployed))).hasSize(2);
    take("kubernetes", "cluster", "", CLUSTER);
    assertThat(ends(around(ledger))).as("an import does not overrule it").hasSize(1);
    house.post("/topology/same_things/undo", pair).ok();
    assertThat(ends(around(ledger))).hasSize(3);
    assertThat(house.post("/topology/same_things/undo", pair).status()).isEqualTo(404);
    // what is likely waits
    JsonNode likely = house.get("/topology/same_things?state=proposed").ok().at("/same_things/0");
    assertThat(likely.path("reason").asString()).contains("mint of 'catalogue'", "same name");
    assertThat(likely.path("counted_as").isNull()).isTrue();
    JsonNode accepted =
        house
            .post(
                "/topology/same_things/accept",
                "{'same_thing': {'entity': 'bank/deployment/mint', 'other':"
                    + " 'component:default/mint'}}")
            .ok();
    assertThat(accepted.at("/same_thing/counted_as").asString())
        .isEqualTo("component:default/mint");
    assertThat(house.get("/topology/same_things?state=sure").status()).isEqualTo(400);
    assertThat(house.delete("/entities").status()).isEqualTo(404);
    // ids with slashes have addresses too
    assertThat(house.get("/entities/" + deployed).ok().at("/entity/same_as").asString())
        .isEqualTo(ledger);
    assertThat(
            house
                .put("/entities/" + deployed, "{'entity': {'stage': 'live'}}")
                .ok()
                .at("/entity/stage")
                .asString())
        .isEqualTo("live");
    assertThat(house.delete("/entities/" + deployed).status()).isEqualTo(204);
    assertThat(house.get("/entities/" + ledger).status())
        .as("deleted was the one, not what it counted as")
        .isEqualTo(200);
    assertThat(
            house
                .post(
                    "/topology/same_things/accept",
                    "{'same_thing': {'entity': 'nobody', 'other': 'CI-70'}}")
                .text())
        .contains("'nobody' names no entity");
  }

  private static String deployment(String name, String variables) {
    return """
    kind: Deployment
    metadata: {name: %s, namespace: mill}
    spec: {template: {metadata: {labels: {app: %s}}, spec: {containers: [{env: [%s]}]}}}
    ---
    """
        .formatted(name, name, variables);
  }

  @Test
  void a_dependency_by_mention_ends_with_its_workload_or_by_a_person() {
    String grinder =
        deployment("grinder", "{name: GRAIN_URL, value: 'https://grain-db.mill.example/x'}");
    take(
        "csv",
        "mill-cmdb",
        "",
        "id,name,kind,aliases\nCI-90,grain,database,grain-db.mill.example\n");
    JsonNode first = take("kubernetes", "mill", "&complete=true", grinder + deployment("oven", ""));
    assertThat(first.path("mentioned").asInt()).isEqualTo(1);
    JsonNode gone = take("kubernetes", "mill", "&complete=true", deployment("oven", ""));
    assertThat(gone.path("stale").asInt()).as("the workload and what it rested on").isEqualTo(2);
    take("kubernetes", "mill", "&complete=true", deployment("oven", ""));
    assertThat(around("CI-90").at("/dependencies/0/stale_since").isNull()).isFalse();

    take("kubernetes", "mill", "&complete=true", grinder);
    String link = "mill/deployment/grinder > CI-90";
    assertThat(ends(around("CI-90"))).containsExactly(link);
    assertThat(around("CI-90").at("/dependencies/0/stale_since").isNull()).isTrue();
    assertThat(
            house
                .post(
                    "/topology/dependencies/delete",
                    "{'dependency': {'from': 'mill/deployment/grinder', 'to': 'CI-90', 'kind':"
                        + " 'calls'}}")
                .status())
        .isEqualTo(204);
    JsonNode again = take("kubernetes", "mill", "&complete=true", grinder);
    assertThat(again.path("mentioned").asInt()).isZero();
    house.post("/entities", "{'entity': {'id': 'mill-1', 'name': 'Mill'}}").ok();
    assertThat(ends(around("CI-90"))).as("a person took it away").isEmpty();
  }

  @Test
  void a_service_is_not_the_same_as_a_part_of_it() {
    take(
        "native",
        "parts",
        "",
        "{'entities': [{'id': 'kiln', 'kind': 'service', 'name': 'Kiln'}, {'id': 'kiln-host',"
            + " 'kind': 'host', 'name': 'kiln-1', 'service': 'kiln'}]}");
    var answer =
        house.post(
            "/topology/same_things/accept",
            "{'same_thing': {'entity': 'kiln-host', 'other': 'kiln'}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("'kiln' is a service and 'kiln-host' is none");
  }

  @Test
  void a_service_whose_id_an_import_uses_for_what_counts_as_another_thing_is_on_the_map() {
    String user = house.get("/users/me").ok().path("user").path("id").asString();
    String policy = new dev.muster.app.Furniture(house).policy("used ids", user, 5);
    String upper = service("Upper deck", policy);
    String lower = service("Lower deck", policy);
    take(
        "native",
        "deck-a",
        "",
        "{'entities': [{'id': 'deck', 'kind': 'service', 'name': 'dk-7'}]}");
    take(
        "native",
        "deck-b",
        "",
        "{'entities': [{'id': '%s', 'kind': 'service', 'name': 'dk-8'}]}".formatted(upper));
    house
        .post(
            "/topology/same_things/accept",
            "{'same_thing': {'entity': 'deck', 'other': '%s'}}".formatted(upper))
        .ok();
    house
        .post(
            "/service_dependencies/associate",
            "{'relationships': [{'supporting_service': {'id': '%s', 'type': 'service'}, 'dependent_service': {'id': '%s', 'type': 'service'}}]}"
                .formatted(lower, upper))
        .ok();
    assertThat(ends(around(lower))).hasSize(1);
    assertThat(around(upper).path("entities").size()).isPositive();
  }

  private static String service(String name, String policy) {
    return house
        .post(
            "/services",
            "{'service': {'name': '%s', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                .formatted(name, policy))
        .ok()
        .path("service")
        .path("id")
        .asString();
  }

  private static void golden(String name, Imported imported) {
    Golden.check(
        TopologyHouseTest.class,
        name,
        dev.muster.platform.json.Json.mapper().valueToTree(imported));
  }

  @Test
  void a_backstage_catalogue_is_read() {
    golden(
        "backstage",
        BackstageImport.read(
            """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata:
              name: Artist-Web
              annotations:
                backstage.io/kubernetes-id: artists
              labels: {tier: gold}
              links:
              - {url: "https://grafana.example.com/artists", title: Dashboard beside the runbook, type: dashboard}
              - {url: "https://wiki.example.com/artists", title: What to do, type: runbook}
            spec:
              type: website
              lifecycle: production
              owner: team-a
              dependsOn: [resource:artist-db, component:other/lookup]
              consumesApis: [prices]
            ---
            kind: Resource
            metadata: {name: artist-db}
            spec: {type: database, owner: team-a}
            ---
            kind: Component
            metadata: {name: pricing}
            spec: {type: service, providesApis: [prices], subcomponentOf: artist-web}
            ---
            kind: User
            metadata: {name: jane}
            """));
  }

  @Test
  void kubernetes_manifests_are_read() {
    golden(
        "kubernetes",
        KubernetesImport.read(
            """
            apiVersion: v1
            kind: List
            items:
            - kind: Deployment
              metadata: {name: cart, namespace: shop, labels: {app: cart}}
              spec:
                template:
                  metadata: {labels: {app: cart}}
                  spec:
                    containers:
                    - name: cart
                      env:
                      - {name: STOCK_URL, value: "http://stock.store:8080/v1"}
                      - {name: NOTHING, value: "42"}
            - kind: StatefulSet
              metadata: {name: stock, namespace: store}
              spec: {template: {metadata: {labels: {app: stock}}, spec: {containers: []}}}
            - kind: Service
              metadata: {name: stock, namespace: store}
              spec: {selector: {app: stock}}
            - kind: Service
              metadata: {name: cart-front, namespace: shop}
              spec: {selector: {app: cart}}
            - kind: Pod
              metadata: {name: cart-5f4-x1, namespace: shop, labels: {app: cart, hash: 5f4}}
              spec: {nodeName: node-a}
              status: {podIP: 10.0.0.9}
            - kind: Node
              metadata: {name: node-a, labels: {topology.kubernetes.io/region: eu-1}}
              status: {addresses: [{type: InternalIP, address: 192.168.0.1}, {type: Hostname, address: node-a}]}
            - kind: Ingress
              metadata: {name: front, namespace: shop}
              spec: {rules: [{host: shop.example.com, http: {paths: [{backend: {service: {name: cart-front}}}]}}]}
            - kind: ConfigMap
              metadata: {name: settings}
            """));
  }

  @Test
  void a_service_graph_is_read() {
    String metrics =
        """
        # TYPE traces_service_graph_request_total counter
        traces_service_graph_request_total{client="web",server="cart",connection_type=""} 120
        traces_service_graph_request_total{client="cart",server="stockdb",connection_type="database"} 3
        traces_service_graph_request_total{client="user",server="web"} 500
        traces_service_graph_request_failed_total{client="web",server="cart"} 1
        """;
    golden("service_graph", ServiceGraphImport.read(metrics));
    Imported asJson =
        ServiceGraphImport.read(
            """
            {"status": "success", "data": {"result": [
              {"metric": {"client": "web", "server": "cart", "connection_type": ""}, "value": [1, "120"]},
              {"metric": {"client": "cart", "server": "stockdb", "connection_type": "database"}, "value": [1, "3"]}]}}
            """);
    assertThat(asJson.dependencies()).isEqualTo(ServiceGraphImport.read(metrics).dependencies());
  }
}
