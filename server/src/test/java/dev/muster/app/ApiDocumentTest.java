package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/// The API document says what is served. Its examples are played against the house; `-Dupdate-docs` writes them anew.
class ApiDocumentTest {
  private static final Path EXAMPLES =
      Path.of("src/main/resources/dev/muster/platform/web/examples.json");

  private static TestHouse house;
  private static JsonNode document;

  /// What the run has made, by the name that later calls use.
  private static final Map<String, String> made = new HashMap<>();

  /// One call of the run.
  ///
  /// @param operation as the document names it, for example `GET /users/{id}`
  /// @param path with `$names` of what was made before
  /// @param body with apostrophes for quotation marks; empty for none
  /// @param makes a name and a place in the answer, for example `user=/user/id`; empty for nothing
  private record Call(String operation, String path, String body, String makes) {}

  private static Call get(String template, String path) {
    return new Call("GET " + template, path, "", "");
  }

  private static Call post(String template, String path, String body, String makes) {
    return new Call("POST " + template, path, body, makes);
  }

  private static Call put(String template, String path, String body) {
    return new Call("PUT " + template, path, body, "");
  }

  private static Call delete(String template, String path) {
    return new Call("DELETE " + template, path, "", "");
  }

  /// The endpoints that the clients of the wire rely on, in an order in which each finds what it needs.
  private static final List<Call> RUN =
      List.of(
          post(
              "/users",
              "/users",
              "{'user':{'type':'user','name':'Ana"
                  + " Lima','email':'ana.lima@example.com','role':'user','time_zone':'Europe/Lisbon','job_title':'Site"
                  + " reliability engineer'}}",
              "user=/user/id"),
          post(
              "/users",
              "/users",
              "{'user':{'type':'user','name':'Ben"
                  + " Okafor','email':'ben.okafor@example.com','role':'limited_user','time_zone':'Africa/Lagos'}}",
              "second=/user/id"),
          get("/users", "/users?query=example.com&include[]=teams"),
          get("/users/{id}", "/users/$user"),
          get("/users/me", "/users/me"),
          put(
              "/users/{id}",
              "/users/$second",
              "{'user':{'type':'user','job_title':'Database engineer'}}"),
          post(
              "/users/{id}/contact_methods",
              "/users/$user/contact_methods",
              "{'contact_method':{'type':'sms_contact_method','label':'Mobile','country_code':351,'address':'910000001'}}",
              "method=/contact_method/id"),
          get("/users/{id}/contact_methods", "/users/$user/contact_methods"),
          get("/users/{id}/contact_methods/{methodId}", "/users/$user/contact_methods/$method"),
          put(
              "/users/{id}/contact_methods/{methodId}",
              "/users/$user/contact_methods/$method",
              "{'contact_method':{'type':'sms_contact_method','label':'Work"
                  + " mobile','country_code':351,'address':'910000002'}}"),
          post(
              "/users/{id}/notification_rules",
              "/users/$user/notification_rules",
              "{'notification_rule':{'type':'assignment_notification_rule','start_delay_in_minutes':5,'urgency':'high','contact_method':{'id':'$method','type':'sms_contact_method'}}}",
              ""),
          get("/users/{id}/notification_rules", "/users/$user/notification_rules"),
          post(
              "/users/{id}/oncall_handoff_notification_rules",
              "/users/$user/oncall_handoff_notification_rules",
              "{'oncall_handoff_notification_rule':{'handoff_type':'both','notify_advance_in_minutes':30,'contact_method':{'id':'$method','type':'sms_contact_method'}}}",
              ""),
          post(
              "/teams",
              "/teams",
              "{'team':{'type':'team','name':'Storage','description':'Keeps the bytes'}}",
              "team=/team/id"),
          get("/teams", "/teams?query=Stor"),
          get("/teams/{id}", "/teams/$team"),
          put(
              "/teams/{id}",
              "/teams/$team",
              "{'team':{'type':'team','name':'Storage','description':'Keeps every byte'}}"),
          put("/teams/{id}/users/{userId}", "/teams/$team/users/$second", "{'role':'responder'}"),
          get("/teams/{id}/members", "/teams/$team/members"),
          post(
              "/schedules",
              "/schedules",
              "{'schedule':{'type':'schedule','name':'Storage,"
                  + " primary','time_zone':'Europe/Lisbon','schedule_layers':[{'name':'Week','start':'2026-01-05T09:00:00Z','rotation_virtual_start':'2026-01-05T09:00:00Z','rotation_turn_length_seconds':604800,'users':[{'user':{'id':'$user','type':'user_reference'}},{'user':{'id':'$second','type':'user_reference'}}]}]}}",
              "schedule=/schedule/id"),
          get("/schedules", "/schedules?query=Storage"),
          get(
              "/schedules/{id}",
              "/schedules/$schedule?since=2026-06-01T00:00:00Z&until=2026-06-15T00:00:00Z"),
          put(
              "/schedules/{id}",
              "/schedules/$schedule",
              "{'schedule':{'type':'schedule','name':'Storage,"
                  + " first','time_zone':'Europe/Lisbon','schedule_layers':[{'name':'Week','start':'2026-01-05T09:00:00Z','rotation_virtual_start':'2026-01-05T09:00:00Z','rotation_turn_length_seconds':604800,'users':[{'user':{'id':'$user','type':'user_reference'}},{'user':{'id':'$second','type':'user_reference'}}]}]}}"),
          post(
              "/schedules/{id}/overrides",
              "/schedules/$schedule/overrides",
              "{'overrides':[{'start':'2026-06-03T18:00:00Z','end':'2026-06-04T06:00:00Z','user':{'id':'$second','type':'user_reference'}}]}",
              ""),
          get(
              "/schedules/{id}/overrides",
              "/schedules/$schedule/overrides?since=2026-06-01T00:00:00Z&until=2026-06-15T00:00:00Z"),
          get(
              "/schedules/{id}/users",
              "/schedules/$schedule/users?since=2026-06-01T00:00:00Z&until=2026-06-15T00:00:00Z"),
          post(
              "/escalation_policies",
              "/escalation_policies",
              "{'escalation_policy':{'type':'escalation_policy','name':'Storage','num_loops':1,'on_call_handoff_notifications':'if_has_services','teams':[{'id':'$team','type':'team_reference'}],'escalation_rules':[{'escalation_delay_in_minutes':10,'targets':[{'id':'$schedule','type':'schedule_reference'}]},{'escalation_delay_in_minutes':15,'targets':[{'id':'$user','type':'user_reference'}]}]}}",
              "policy=/escalation_policy/id"),
          get("/escalation_policies", "/escalation_policies?query=Stor"),
          get("/escalation_policies/{id}", "/escalation_policies/$policy"),
          put(
              "/escalation_policies/{id}",
              "/escalation_policies/$policy",
              "{'escalation_policy':{'type':'escalation_policy','name':'Storage','num_loops':2,'escalation_rules':[{'escalation_delay_in_minutes':10,'targets':[{'id':'$schedule','type':'schedule_reference'}]}]}}"),
          put(
              "/teams/{id}/escalation_policies/{policyId}",
              "/teams/$team/escalation_policies/$policy",
              ""),
          get(
              "/oncalls",
              "/oncalls?escalation_policy_ids[]=$policy&since=2026-06-01T00:00:00Z&until=2026-06-08T00:00:00Z"),
          post(
              "/services",
              "/services",
              "{'service':{'type':'service','name':'Block storage','description':'Volumes of all"
                  + " machines','escalation_policy':{'id':'$policy','type':'escalation_policy_reference'},'auto_resolve_timeout':14400,'acknowledgement_timeout':1800,'alert_creation':'create_alerts_and_incidents','incident_urgency_rule':{'type':'constant','urgency':'high'},'teams':[{'id':'$team','type':'team_reference'}]}}",
              "service=/service/id"),
          get("/services", "/services?team_ids[]=$team"),
          get("/services/{id}", "/services/$service"),
          put(
              "/services/{id}",
              "/services/$service",
              "{'service':{'type':'service','description':'Volumes of every machine'}}"),
          post(
              "/services/{id}/integrations",
              "/services/$service/integrations",
              "{'integration':{'type':'events_api_v2_inbound_integration','name':'Monitoring'}}",
              "key=/integration/integration_key"),
          post(
              "/v2/enqueue",
              "/v2/enqueue",
              "{'routing_key':'$key','event_action':'trigger','dedup_key':'shelf-9','payload':{'summary':'Shelf"
                  + " 9 is"
                  + " full','source':'shelf-9','severity':'critical','timestamp':'2026-06-02T03:04:05Z','component':'disk','group':'storage','class':'capacity','custom_details':{'free':'0"
                  + " GB'}},'links':[{'href':'https://wiki.example.com/shelf','text':'What to"
                  + " do'}]}",
              ""),
          post(
              "/generic/2010-04-15/create_event.json",
              "/generic/2010-04-15/create_event.json",
              "{'service_key':'$key','event_type':'trigger','incident_key':'shelf-10','description':'Shelf"
                  + " 10 is full','details':{'free':'0 GB'}}",
              ""),
          post(
              "/v2/change/enqueue",
              "/v2/change/enqueue",
              "{'routing_key':'$key','payload':{'summary':'Storage 4.2 on all"
                  + " shelves','timestamp':'2026-06-02T03:00:00Z','source':'deploy','custom_details':{'version':'4.2'}}}",
              ""),
          post(
              "/business_services",
              "/business_services",
              "{'business_service':{'name':'Customer files','description':'What customers"
                  + " store','point_of_contact':'Ana Lima'}}",
              "business=/business_service/id"),
          get(
              "/service_dependencies/business_services/{id}",
              "/service_dependencies/business_services/$business"),
          get(
              "/service_dependencies/technical_services/{id}",
              "/service_dependencies/technical_services/$service"),
          post(
              "/{entity}/{id}/change_tags",
              "/teams/$team/change_tags",
              "{'add':[{'type':'tag','label':'core'}]}",
              ""),
          get("/priorities", "/priorities"),
          post(
              "/incidents",
              "/incidents",
              "{'incident':{'type':'incident','title':'Writes are slow on shelf"
                  + " 7','service':{'id':'$service','type':'service_reference'},'urgency':'high','incident_key':'shelf-7','body':{'type':'incident_body','details':'Median"
                  + " write went from 4 to 90 ms.'}}}",
              "incident=/incident/id"),
          get("/incidents", "/incidents?statuses[]=triggered&service_ids[]=$service"),
          get("/incidents/{id}", "/incidents/$incident"),
          put(
              "/incidents",
              "/incidents",
              "{'incidents':[{'id':'$incident','type':'incident','status':'acknowledged'}]}"),
          put(
              "/incidents/{id}",
              "/incidents/$incident",
              "{'incident':{'type':'incident','title':'Writes are slow on shelves 7 and 8'}}"),
          post(
              "/incidents/{id}/notes",
              "/incidents/$incident/notes",
              "{'note':{'content':'Shelf 7 rebuilds a disk.'}}",
              ""),
          get("/incidents/{id}/notes", "/incidents/$incident/notes"),
          post(
              "/incidents/{id}/responder_requests",
              "/incidents/$incident/responder_requests",
              "{'requester_id':'$user','message':'Please look at the"
                  + " rebuild.','responder_request_targets':[{'responder_request_target':{'id':'$second','type':'user_reference'}}]}",
              ""),
          post("/incidents/{id}/snooze", "/incidents/$incident/snooze", "{'duration':3600}", ""),
          get("/log_entries", "/log_entries?limit=5"),
          get("/event_orchestrations", "/event_orchestrations"),
          post(
              "/event_orchestrations",
              "/event_orchestrations",
              "{'orchestration':{'name':'Storage events','description':'Routes by cluster'}}",
              "orchestration=/orchestration/id"),
          get("/event_orchestrations/{id}", "/event_orchestrations/$orchestration"),
          get("/event_orchestrations/{id}/router", "/event_orchestrations/$orchestration/router"),
          put(
              "/event_orchestrations/{id}/router",
              "/event_orchestrations/$orchestration/router",
              "{'orchestration_path':{'type':'router','sets':[{'id':'start','rules':[{'label':'Storage','conditions':[{'expression':'event.severity"
                  + " exists'}],'actions':{'route_to':'$service'}}]}],'catch_all':{'actions':{'route_to':'unrouted'}}}}"),
          get("/extension_schemas", "/extension_schemas"),
          get("/extensions", "/extensions"),
          get("/abilities", "/abilities"),
          delete("/teams/{id}/users/{userId}", "/teams/$team/users/$second"));

  @BeforeAll
  static void start() {
    house = TestHouse.start();
    document = house.get("/openapi.json").ok();
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static String filled(String text) {
    String filled = text;
    for (Map.Entry<String, String> one : made.entrySet()) {
      filled = filled.replace("$" + one.getKey(), one.getValue());
    }
    return filled;
  }

  @Test
  void examples_are_what_is_served() throws IOException {
    var examples = new LinkedHashMap<String, Object>();
    var wrong = new ArrayList<String>();
    for (Call call : RUN) {
      String method = call.operation().substring(0, call.operation().indexOf(' '));
      String json = call.body().isEmpty() ? null : filled(call.body()).replace('\'', '"');
      var answer = house.send(method, filled(call.path()), json);
      if (answer.status() / 100 != 2) {
        wrong.add(call.operation() + " answered " + answer.status() + ": " + answer.text());
        continue;
      }
      var example = new LinkedHashMap<String, Object>();
      example.put("status", answer.status());
      if (json != null) {
        example.put("request", Json.mapper().readTree(json));
      }
      if (answer.response().body().length > 0) {
        example.put("answer", answer.json());
      }
      examples.putIfAbsent(call.operation(), example);
      if (!call.makes().isEmpty()) {
        String name = call.makes().substring(0, call.makes().indexOf('='));
        made.put(name, answer.json().at(call.makes().substring(name.length() + 1)).stringValue());
      }
    }
    assertThat(wrong).isEmpty();
    String played =
        Json.mapper()
            .writer()
            .with(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(examples)
            .replace(house.base().toString(), "https://muster.example.com");
    if (System.getProperty("update-docs") != null) {
      Files.writeString(EXAMPLES, played + "\n");
    }
    JsonNode kept = Json.mapper().readTree(Files.readString(EXAMPLES));
    assertThat(kept.propertyNames()).containsExactlyInAnyOrderElementsOf(examples.keySet());
    for (Map.Entry<String, JsonNode> one : Json.mapper().readTree(played).properties()) {
      misfits(one.getKey(), kept.get(one.getKey()), one.getValue(), wrong);
    }
    assertThat(wrong)
        .as("the examples in the API document are out of date; write them anew with -Dupdate-docs")
        .isEmpty();
  }

  /// Where two answers have another shape: other fields, or other types where neither is null.
  private static void misfits(String place, JsonNode kept, JsonNode now, List<String> wrong) {
    if (kept.isNull() || now.isNull()) {
      return;
    }
    if (kept.getNodeType() != now.getNodeType()) {
      wrong.add(place + " is " + now.getNodeType() + ", not " + kept.getNodeType());
    } else if (kept.isObject()) {
      var names = new TreeSet<String>(kept.propertyNames());
      names.addAll(now.propertyNames());
      for (String name : names) {
        if (kept.has(name) && now.has(name)) {
          misfits(place + "." + name, kept.get(name), now.get(name), wrong);
        } else {
          wrong.add(place + "." + name + (now.has(name) ? " is new" : " is gone"));
        }
      }
    } else if (kept.isArray() && !kept.isEmpty() && !now.isEmpty()) {
      misfits(place + "[0]", kept.get(0), now.get(0), wrong);
    }
  }

  @Test
  void every_example_stands_in_the_document_with_its_types() throws IOException {
    for (Map.Entry<String, JsonNode> example :
        Json.mapper().readTree(Files.readString(EXAMPLES)).properties()) {
      int space = example.getKey().indexOf(' ');
      JsonNode operation =
          document
              .path("paths")
              .path(example.getKey().substring(space + 1))
              .path(example.getKey().substring(0, space).toLowerCase(java.util.Locale.ROOT));
      assertThat(operation.isMissingNode()).as(example.getKey()).isFalse();
      String json = "/content/application~1json/schema";
      if (example.getValue().has("request")) {
        fits(
            example.getKey(),
            operation.at("/requestBody" + json),
            example.getValue().get("request"));
      }
      if (example.getValue().has("answer")) {
        fits(
            example.getKey(),
            operation.at("/responses/" + example.getValue().get("status").asInt() + json),
            example.getValue().get("answer"));
      }
    }
  }

  private static void fits(String place, JsonNode schema, JsonNode value) {
    assertThat(schema.isMissingNode()).as(place).isFalse();
    String type = schema.path("type").asString("");
    if (value.isObject() && type.equals("object")) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        fits(
            place + "." + field.getKey(),
            schema.path("properties").path(field.getKey()),
            field.getValue());
      }
    } else if (value.isArray() && type.equals("array")) {
      value.forEach(element -> fits(place + "[]", schema.get("items"), element));
    } else if (!type.isEmpty() && !value.isNull()) {
      String is =
          value.isString()
              ? "string"
              : value.isBoolean()
                  ? "boolean"
                  : value.isIntegralNumber() ? "integer" : value.isNumber() ? "number" : "object";
      assertThat(is).as(place).isEqualTo(type);
    }
  }

  @Test
  void what_is_served_is_documented_and_the_other_way_round() {
    var served = new TreeSet<String>();
    house
        .named("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((RequestMappingInfo mapping, HandlerMethod handler) -> {
          boolean hidden =
              handler.getBeanType().isAnnotationPresent(io.swagger.v3.oas.annotations.Hidden.class)
                  || handler.hasMethodAnnotation(io.swagger.v3.oas.annotations.Hidden.class);
          if (!hidden && handler.getBeanType().getName().startsWith("dev.muster.")) {
            mapping
                .getPatternValues()
                .forEach(path ->
                    mapping
                        .getMethodsCondition()
                        .getMethods()
                        .forEach(method -> served.add(method + " " + bare(path))));
          }
        });
    // these stand in front of the framework
    served.add("POST /v2/enqueue");
    served.add("POST /v2/change/enqueue");
    served.add("POST /generic/2010-04-15/create_event.json");
    var documented = new TreeSet<String>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method ->
                    documented.add(
                        method.toUpperCase(java.util.Locale.ROOT) + " " + bare(path.getKey()))));
    assertThat(documented).containsExactlyInAnyOrderElementsOf(served);
  }

  /// Names of variables, and what they may look like, do not matter.
  private static String bare(String path) {
    return path.replaceAll("\\{[^/]*}", "{}");
  }

  private static final Pattern ASKED =
      Pattern.compile(
          "\\b(?:api\\.(get|post|put|delete)|(list))(?:<[^()]*?>)?\\(\\s*[`'](/[^`'?]*)");

  /// The web interface has no way of its own.
  @Test
  void the_pages_ask_for_what_is_documented() throws IOException {
    var documented = new TreeSet<String>();
    document.get("paths").propertyNames().forEach(path -> documented.add(bare(path)));
    var strange = new TreeSet<String>();
    int asked = 0;
    try (Stream<Path> files = Files.walk(Path.of("../ui/src"))) {
      for (Path file : files.filter(one -> one.toString().matches(".*(?<!test)\\.tsx?")).toList()) {
        Matcher call = ASKED.matcher(read(file));
        while (call.find()) {
          asked++;
          String path = bare(call.group(3).replaceAll("\\$\\{[^}]*}", "{}"));
          if (path.startsWith("/{}") || path.equals("/openapi.json")) {
            continue; // what is asked for there is a link that the house gave out, or the document
            // itself
          }
          boolean known =
              documented.stream()
                  .anyMatch(
                      one -> path.matches(one.replaceAll("[.+]", "\\\\$0").replace("{}", "[^/]+")));
          if (!known) {
            strange.add(file.getFileName() + ": " + path);
          }
        }
      }
    }
    assertThat(asked).as("calls found in the pages' sources").isGreaterThan(100);
    assertThat(strange).isEmpty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
