package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.web.WebSettings;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebShellTest {
  private static final Map<String, String> TOKEN =
      Map.of("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN);

  private static TestHouse house;

  @BeforeAll
  static void start() {
    house = TestHouse.start();
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static void refused(TestHouse.Answer answer, int status, int code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    var error = answer.json().get("error");
    assertThat(error.get("code").asInt()).isEqualTo(code);
    assertThat(error.get("message").isString()).isTrue();
    assertThat(error.get("errors").isArray()).isTrue();
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(answer.text()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void every_refusal_has_the_one_shape() {
    refused(house.get("/nothing/here"), 404, 2100);
    refused(house.get("/services/PNOTTHERE"), 404, 2100);
    refused(house.send("PATCH", "/services", "{}"), 405, 2101);
    refused(house.post("/services", "{'service'"), 400, 2001);
    refused(house.post("/services", "[]"), 400, 2001);
    refused(house.post("/services", "{}"), 400, 2001);
    refused(house.get("/services?limit=none"), 400, 2001);
    refused(house.get("/services?offset=10000"), 400, 2001);
    refused(house.post("/services", "{'x': '" + "y".repeat(1_100_000) + "'}"), 413, 2001);
  }

  @Test
  void what_no_database_keeps_is_refused_by_whichever_way_it_comes() {
    refused(house.post("/teams", "{'team': {'name': 'a\\u0000b'}}"), 400, 2001);
    refused(house.get("/teams?query=a%00b"), 400, 2001);
    assertThat(house.get("/teams/a%00b").status() / 100).isEqualTo(4);
    refused(house.get("/incidents?since=%2B300000-01-01T00:00:00Z"), 400, 2001);
    refused(
        house.send(
            "POST", "/topology/imports?format=csv", "type,id,name\nhost,h-1,a\u0000b", TOKEN),
        400,
        2001);
  }

  @Test
  void what_monitors_send_is_cleaned_instead() {
    var shop = new Furniture(house).shop("nul");
    for (String path : new String[] {"/v1/logs", "/metrics/ingest"}) {
      String body =
          path.equals("/v1/logs")
              ? "{'resourceLogs': [{'resource': {'attributes': [{'key': 'service.name', 'value':"
                  + " {'stringValue': 'n\\u0000l'}}]}, 'scopeLogs': [{'logRecords':"
                  + " [{'severityNumber': 17, 'body': {'stringValue': 'payment \\u0000"
                  + " failed'}}]}]}]}"
              : "{'logs': [{'message': 'payment \\u0000 failed', 'severity': 'error'}], 'metrics':"
                  + " [{'name': 'a\\u0000b', 'value': 1, 'time':"
                  + " '+1000000000-01-01T00:00:00Z'}]}";
      var answer = house.send("POST", path, body, Map.of("Authorization", "Bearer " + shop.key()));
      assertThat(answer.status()).as("%s: %s", path, answer.text()).isLessThan(500);
    }
  }

  @Test
  void clients_are_taken_as_they_come() {
    assertThat(house.get("/users?include[]=teams&total=True").ok().get("total").asInt())
        .isPositive();
    for (String accept :
        new String[] {"application/vnd.pagerduty+json;version=2", "*/*", "text/plain"}) {
      var answer =
          house.send(
              "GET",
              "/abilities",
              null,
              Map.of("Authorization", TOKEN.get("Authorization"), "Accept", accept));
      assertThat(answer.header("content-type")).as(accept).startsWith("application/json");
    }
    var asForm =
        house.send(
            "POST",
            "/teams",
            null,
            Map.of(
                "Authorization",
                TOKEN.get("Authorization"),
                "X-Early-Access",
                "whatever",
                "Content-Type",
                "application/x-www-form-urlencoded"));
    refused(asForm, 400, 2001);
  }

  @Test
  void answers_carry_the_guards() {
    var answer = house.get("/users");
    assertThat(answer.header("content-security-policy")).contains("default-src 'none'");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.header("x-request-id")).startsWith("R");
    assertThat(house.named("webSettings", WebSettings.class).requestsPerMinute()).isEqualTo(960);
    int limit = house.bean(WebSettings.class).requestsPerMinute();
    assertThat(answer.header("ratelimit-limit")).isEqualTo(Integer.toString(limit));
    assertThat(Integer.parseInt(answer.header("ratelimit-remaining"))).isBetween(0, limit - 1);
    assertThat(Integer.parseInt(answer.header("ratelimit-reset"))).isBetween(1, 60);
    assertThat(house.send("GET", "/ui/", null, Map.of()).header("content-security-policy"))
        .contains("script-src 'self'")
        .doesNotContain("script-src 'self' 'unsafe-inline'");
  }

  @Test
  void a_browser_is_sent_to_the_page() {
    Map<String, String> browser = Map.of("Accept", "text/html,application/xhtml+xml");
    var answer = house.send("GET", "/services/P1", null, browser);
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("location")).isEqualTo("/ui/services/P1");
    assertThat(house.send("GET", "/", null, browser).header("location")).isEqualTo("/ui/");
    assertThat(house.get("/services/P1").status()).isEqualTo(404);
  }

  @Test
  void times_are_shown_in_the_zone_that_was_asked_for() {
    assertThat(madeAt("/users/me/tokens")).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");
    assertThat(madeAt("/users/me/tokens?time_zone=Asia/Kolkata")).endsWith("+05:30");
  }

  private static String madeAt(String path) {
    return house.get(path).ok().get("tokens").get(0).get("created_at").asString();
  }

  @Test
  void the_api_document_names_every_call_once_and_says_what_it_asks() {
    var document = house.get("/openapi.json").ok();
    assertThat(document.get("openapi").asString()).startsWith("3.");
    var paths = document.get("paths");
    var list = paths.get("/services").get("get");
    var asked = new HashSet<String>();
    list.get("parameters").forEach(parameter -> asked.add(parameter.get("name").asString()));
    assertThat(asked).contains("query", "team_ids[]", "include[]", "limit", "offset", "total");
    assertThat(paths.get("/services").get("post").has("requestBody")).isTrue();
    assertThat(list.get("tags").get(0).asString()).isEqualTo("Services");
    assertThat(paths.has("/ui")).isFalse();
    assertThat(paths.has("/error")).isFalse();
  }
}
