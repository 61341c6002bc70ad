package dev.muster.mobilize.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.app.TestHouse;
import dev.muster.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Codes, pushes and handoff messages through the whole house, to a browser that really opens what it gets.
class ReachHouseTest {
  private static TestHouse house;

  @BeforeAll
  static void start() {
    house = TestHouse.startAt(Instant.parse("2026-03-02T07:30:00Z"), "--outbound-private=true");
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static String user(String name) {
    return house
        .post(
            "/users",
            "{'user':{'name':'%s','email':'%s@example.com','time_zone':'Europe/Berlin'}}"
                .formatted(name, name.toLowerCase(java.util.Locale.ROOT)))
        .ok()
        .at("/user/id")
        .stringValue();
  }

  private static String push(String user, BrowserStandIn browser) {
    return house
        .post(
            "/users/" + user + "/contact_methods",
            "{'contact_method':{'type':'push_notification_contact_method','label':'Laptop','push_subscription':%s}}"
                .formatted(browser.subscription()))
        .ok()
        .at("/contact_method/id")
        .stringValue();
  }

  private static JsonNode method(String user, String method) {
    return house.get("/users/" + user + "/contact_methods/" + method).ok().get("contact_method");
  }

  @Test
  void a_browser_proves_itself_by_a_code_and_is_paged_with_no_page_open() {
    try (var browser = new BrowserStandIn()) {
      String ana = user("Ana");
      String method = push(ana, browser);
      JsonNode fresh = method(ana, method);
      assertThat(fresh.get("address").stringValue()).matches("localhost/[0-9a-f]{16}");
      assertThat(fresh.get("verified_at").isNull()).isTrue();
      assertThat(fresh.get("warnings").size()).isEqualTo(2);
      assertThat(fresh.toString()).doesNotContain("/push/one");

      String path = "/users/" + ana + "/contact_methods/" + method + "/verification";
      assertThat(house.put(path, "{'code':'123456'}").status()).isEqualTo(400);
      assertThat(house.post(path, "{}").status()).isEqualTo(202);
      JsonNode told = Json.mapper().readTree(browser.take(_ -> true).text());
      String code = told.get("code").stringValue();
      assertThat(code).matches("[0-9]{6}");
      String wrong = code.equals("000000") ? "000001" : "000000";
      var refused = house.put(path, "{'code':'" + wrong + "'}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("4 tries are left");
      house.put(path, "{'code':'" + code + "'}").ok();
      assertThat(method(ana, method).get("warnings").isEmpty()).isTrue();
      assertThat(house.put(path, "{'code':'" + code + "'}").status()).isEqualTo(400);

      house
          .post(
              "/users/" + ana + "/notification_rules",
              "{'notification_rule':{'type':'assignment_notification_rule','start_delay_in_minutes':0,'urgency':'high',"
                  + "'contact_method':{'id':'%s','type':'push_notification_contact_method_reference'}}}"
                      .formatted(method))
          .ok();
      String service = serviceOf("Push", "{'type':'user_reference','id':'" + ana + "'}");
      house
          .post(
              "/incidents",
              "{'incident':{'type':'incident','title':'Disk full','service':{'id':'%s','type':'service_reference'}}}"
                  .formatted(service))
          .ok();
      var page = browser.take(message -> message.text().contains("Disk full"));
      assertThat(page.headers())
          .containsEntry("urgency", "high")
          .containsEntry("content-encoding", "aes128gcm")
          .hasEntrySatisfying("ttl", ttl -> assertThat(Long.parseLong(ttl)).isPositive())
          .hasEntrySatisfying("authorization", value -> assertThat(value).startsWith("vapid t="));
      JsonNode shown = Json.mapper().readTree(page.text());
      assertThat(shown.get("title").stringValue()).isEqualTo("Push: Disk full");
      assertThat(shown.get("acknowledge").stringValue()).contains("/l/");
      assertThat(shown.at("/actions/0/title").stringValue()).isEqualTo("Acknowledge");
      assertThat(shown.at("/actions/1/title").stringValue()).isEqualTo("This was noise");

      browser.answer.set(410);
      house.post("/users/" + ana + "/contact_methods/" + method + "/test", "{}").ok();
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> !method(ana, method).get("enabled").booleanValue());
    }
  }

  private static String serviceOf(String name, String target) {
    String policy =
        house
            .post(
                "/escalation_policies",
                "{'escalation_policy':{'type':'escalation_policy','name':'%s','escalation_rules':[{'escalation_delay_in_minutes':30,'targets':[%s]}]}}"
                    .formatted(name, target))
            .ok()
            .at("/escalation_policy/id")
            .stringValue();
    return house
        .post(
            "/services",
            "{'service':{'type':'service','name':'%s','escalation_policy':{'id':'%s','type':'escalation_policy_reference'}}}"
                .formatted(name, policy))
        .ok()
        .at("/service/id")
        .stringValue();
  }

  @Test
  void codes_are_few_and_tries_are_counted() {
    try (var browser = new BrowserStandIn()) {
      String user = user("Guess");
      String method = push(user, browser);
      String path = "/users/" + user + "/contact_methods/" + method + "/verification";
      house.post(path, "{}").ok();
      String code =
          Json.mapper().readTree(browser.take(_ -> true).text()).get("code").stringValue();
      String wrong = code.equals("000000") ? "000001" : "000000";
      for (int i = 0; i < Verification.TRIES_MOST; i++) {
        assertThat(house.put(path, "{'code':'" + wrong + "'}").status()).isEqualTo(400);
      }
      assertThat(house.put(path, "{'code':'" + code + "'}").text())
          .contains("Too many wrong codes");
      for (int i = 1; i < Verification.CODES_AN_HOUR; i++) {
        house.post(path, "{}").ok();
      }
      assertThat(house.post(path, "{}").status()).isEqualTo(429);
    }
  }

  @Test
  void a_push_method_is_made_by_a_browser_only() {
    String user = user("Device");
    var refused =
        house.post(
            "/users/" + user + "/contact_methods",
            "{'contact_method':{'type':'push_notification_contact_method','address':'token'}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("push_subscription");
    var faulty =
        house.post(
            "/users/" + user + "/contact_methods",
            "{'contact_method':{'type':'push_notification_contact_method','push_subscription':{'endpoint':'ftp://x','keys':{'p256dh':'AAAA','auth':'AAAA'}}}}");
    assertThat(faulty.status()).isEqualTo(400);
    assertThat(faulty.text()).contains("endpoint").contains("p256dh").contains("auth");
  }

  @Test
  void who_comes_and_who_goes_is_told_with_what_is_open() {
    try (var cara = new BrowserStandIn();
        var dan = new BrowserStandIn()) {
      String first = user("Cara");
      String second = user("Dan");
      rule(first, push(first, cara), "both", 0);
      rule(second, push(second, dan), "both", 60);
      String schedule =
          house
              .post(
                  "/schedules",
                  """
                  {'schedule':{'type':'schedule','name':'Night','time_zone':'Europe/Berlin','schedule_layers':[
                   {'start':'2026-03-01T09:00:00+01:00','rotation_virtual_start':'2026-03-01T09:00:00+01:00',
                    'rotation_turn_length_seconds':86400,'users':[{'user':{'id':'%s'}},{'user':{'id':'%s'}}]}]}}
                  """
                      .formatted(first, second))
              .ok()
              .at("/schedule/id")
              .stringValue();
      String service =
          serviceOf("Handoffs", "{'type':'schedule_reference','id':'" + schedule + "'}");
      house
          .post(
              "/incidents",
              "{'incident':{'type':'incident','title':'Left open','service':{'id':'%s','type':'service_reference'}}}"
                  .formatted(service))
          .ok();
      // 08:30 in Berlin; Dan comes at 09:00 and asked to hear an hour before
      house.clock().forward(Duration.ofSeconds(31));
      var comes = dan.take(message -> message.text().contains("begins"));
      assertThat(comes.text())
          .contains("Your time on call begins for Night: Mon 2 Mar 09:00 (Europe/Berlin)")
          .contains("You take over from Cara.")
          .contains("Until Tue 3 Mar 09:00.")
          .contains("Left open");
      house.clock().forward(Duration.ofMinutes(31));
      var goes = cara.take(message -> message.text().contains("ends"));
      assertThat(goes.text()).contains("Dan takes over.").contains("Left open");
    }
  }

  private static void rule(String user, String method, String kind, int minutes) {
    house
        .post(
            "/users/" + user + "/oncall_handoff_notification_rules",
            "{'oncall_handoff_notification_rule':{'handoff_type':'%s','notify_advance_in_minutes':%d,'contact_method':{'id':'%s'}}}"
                .formatted(kind, minutes, method))
        .ok();
    assertThat(
            house
                .get("/users/" + user + "/oncall_handoff_notification_rules")
                .ok()
                .at("/oncall_handoff_notification_rules/0/handoff_type")
                .stringValue())
        .isEqualTo(kind);
  }
}
