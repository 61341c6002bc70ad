package dev.muster.respond.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.secret.Proof;
import dev.muster.platform.web.Links;
import dev.muster.respond.Acts;
import dev.muster.respond.Notebook;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Tickets in the whole house, against trackers that keep what they are given, on moved time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TicketHouseTest {
  private final TestHouse house =
      TestHouse.startAt(Instant.parse("2026-11-02T09:00:00Z"), "--outbound-private=true");
  private final AtomicInteger numbers = new AtomicInteger();
  private TrackerTown town = new TrackerTown();

  @BeforeEach
  void begin() {
    house.clock().forward(Duration.ofMinutes(5));
    for (JsonNode rule : house.get("/ticket_rules").ok().path("ticket_rules")) {
      house.delete("/ticket_rules/" + rule.path("id").asString());
    }
    for (JsonNode old : house.get("/ticket_trackers").ok().path("ticket_trackers")) {
      assertThat(house.delete("/ticket_trackers/" + old.path("id").asString()).status())
          .isEqualTo(204);
    }
    town.close();
    town = new TrackerTown();
    town.at(house.clock().instant());
  }

  @AfterAll
  void close() {
    house.close();
    town.close();
  }

  private static String project(TrackerKind kind) {
    return switch (kind) {
      case JIRA, JIRA_CLOUD -> "OPS";
      case GITLAB, GITHUB -> "ops/board";
      case SERVICENOW -> "incident";
      case WEBHOOK -> "";
    };
  }

  private JsonNode tracker(TrackerKind kind, String more) {
    String user =
        kind == TrackerKind.JIRA_CLOUD || kind == TrackerKind.SERVICENOW
            ? ", 'user_name': '" + TrackerTown.USER + "'"
            : "";
    String find =
        kind == TrackerKind.WEBHOOK
            ? ", 'find_url': '" + town.url() + "/find/{{correlation_id}}'"
            : "";
    return house
        .post(
            "/ticket_trackers",
            "{'ticket_tracker': {'name': '%s %d', 'kind': '%s', 'url': '%s/', 'project': '%s', 'token': '%s'%s%s%s}}"
                .formatted(
                    kind.words(),
                    numbers.incrementAndGet(),
                    kind.wire(),
                    town.url(),
                    project(kind),
                    TrackerTown.TOKEN,
                    user,
                    find,
                    more))
        .ok()
        .path("ticket_tracker");
  }

  private void rule(String id, String rule) {
    house.put("/ticket_rules/" + id, "{'ticket_rule': " + rule + "}").ok();
  }

  private Furniture.Shop shop() {
    return new Furniture(house).shop("Shop " + numbers.incrementAndGet());
  }

  private void event(
      Furniture.Shop shop, String action, String key, String severity, String stage) {
    var answer =
        house.post(
            "/v2/enqueue",
            "{'routing_key':'%s','event_action':'%s','dedup_key':'%s','payload':{'summary':'Queue @ops is full','source':'mq-1','severity':'%s','custom_details':{'environment':'%s'}}}"
                .formatted(shop.key(), action, key, severity, stage));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
  }

  private String incident(Furniture.Shop shop) {
    return house
        .eventually(
            "/incidents?service_ids[]=" + shop.service(), all -> !all.path("incidents").isEmpty())
        .path("incidents")
        .get(0)
        .path("id")
        .asString();
  }

  private JsonNode ticket(String incident, String state) {
    return house
        .eventually(
            "/incidents/" + incident + "/ticket",
            found -> found.path("ticket").path("state").asString("").equals(state))
        .path("ticket");
  }

  @ParameterizedTest
  @EnumSource(TrackerKind.class)
  void one_ticket_for_an_incident_however_many_alerts(TrackerKind kind) {
    String tracker = tracker(kind, "").path("id").asString();
    assertThat(house.post("/ticket_trackers/" + tracker + "/check", "{}").ok().toString())
        .contains("\"fine\":true");
    var furniture = new Furniture(house);
    String policy = furniture.policy("P" + numbers.incrementAndGet(), furniture.me(), 30);
    String service =
        furniture.service(
            "Grouped " + numbers.incrementAndGet(), "'time', 'config': {'timeout': 0}", policy);
    var shop = new Furniture.Shop(policy, service, furniture.key(service, "monitor"));
    rule(service, "{'filed': 'always'}");
    for (int i = 0; i < 12; i++) {
      event(shop, "trigger", "k" + i, i == 11 ? "critical" : "error", "production");
    }
    String incident = incident(shop);
    JsonNode ticket = ticket(incident, "filed");
    house.eventually(
        "/incidents/" + incident,
        one -> one.path("incident").path("alert_counts").path("all").asInt() == 12);
    house
        .put(
            "/incidents/" + incident,
            "{'incident': {'type': 'incident', 'status': 'acknowledged'}}")
        .ok();
    house
        .put("/incidents/" + incident, "{'incident': {'type': 'incident', 'status': 'resolved'}}")
        .ok();
    house.until(
        () -> String.join("\n", town.tickets().getFirst().comments()).contains("Resolved."),
        () -> "comments " + town.tickets());

    assertThat(town.tickets()).hasSize(1);
    TrackerTown.Kept kept = town.tickets().getFirst();
    assertThat(kept.text())
        .contains("/incidents/" + incident)
        .contains("Every incident of its service gets a ticket.");
    assertThat(String.join("\n", kept.comments())).contains(" has it.").doesNotContain("alert k");
    assertThat(kept.comments()).as("not one for each alert").hasSizeLessThanOrEqualTo(3);
    assertThat(ticket.path("key").asString()).isEqualTo(kept.key());
    JsonNode reference =
        house
            .get("/incidents/" + incident + "?include[]=external_references")
            .ok()
            .path("incident")
            .path("external_references")
            .path(0);
    assertThat(reference.path("external_id").asString()).isEqualTo(kept.key());
    assertThat(reference.path("type").asString()).isEqualTo("external_reference");
    house.eventually(
        "/incidents/" + incident + "/log_entries?limit=100",
        log -> log.toString().contains("Ticket " + kept.key() + " filed in"));
    if (kind == TrackerKind.GITLAB || kind == TrackerKind.GITHUB) {
      assertThat(kept.title()).as("nobody is called by an event").doesNotContain("@ops");
    }
  }

  /// Somebody who dies with everything that he has not committed.
  private static final class Dying implements Transactions {
    @Override
    public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
      throw new IllegalStateException("the process ends here");
    }

    @Override
    public void afterCommit(Runnable task) {
      throw new IllegalStateException("there is no transaction");
    }
  }

  @ParameterizedTest
  @EnumSource(TrackerKind.class)
  void a_crash_between_the_answer_and_our_commit_makes_no_second_one(TrackerKind kind) {
    tracker(kind, "");
    Furniture.Shop shop = shop();
    event(shop, "trigger", "a", "error", "production");
    String incident = incident(shop);
    town.trouble(TrackerTown.Trouble.AWAY);
    assertThat(house.post("/incidents/" + incident + "/ticket", "{}").status()).isEqualTo(201);
    house.eventually("/deliveries?about=" + incident, log -> log.toString().contains("HTTP 503"));
    assertThat(town.tickets()).isEmpty();

    town.trouble(TrackerTown.Trouble.NONE);
    var dying =
        new HttpTicketCarrier(
            house.bean(PostgresTickets.class),
            house.bean(PostgresTrackers.class),
            house.bean(TicketClerk.class),
            house.bean(Notebook.class),
            house.bean(FactLog.class),
            new Dying(),
            house.named("webhookHttp", GuardedHttp.class),
            house.bean(Links.class),
            house.clock(),
            house.bean(MeterRegistry.class));
    var parcel =
        house.bean(Outbound.class).log(incident, null, 0, 10).stream()
            .map(Outbound.Status::parcel)
            .filter(one -> one.channel().equals(TicketClerk.CHANNEL))
            .findFirst()
            .orElseThrow();
    assertThat(dying.carry(parcel, 2))
        .as("as long as after a lost answer")
        .isInstanceOfSatisfying(
            Delivery.TryAgain.class,
            again -> assertThat(again.in()).isEqualTo(Duration.ofSeconds(30)));
    assertThat(town.tickets()).hasSize(1);
    assertThat(ticket(incident, "waiting").path("key").isNull()).isTrue();

    house.clock().forward(Duration.ofMinutes(2));
    JsonNode ticket = ticket(incident, "filed");
    assertThat(ticket.path("key").asString()).isEqualTo(town.tickets().getFirst().key());
    assertThat(town.tickets()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(TrackerKind.class)
  void an_answer_that_is_lost_or_breaks_off_makes_no_second_one(TrackerKind kind) {
    tracker(kind, "");
    Furniture.Shop shop = shop();
    event(shop, "trigger", "a", "error", "production");
    String incident = incident(shop);
    String log = "/deliveries?about=" + incident;
    town.trouble(kind.ordinal() % 2 == 1 ? TrackerTown.Trouble.CUT : TrackerTown.Trouble.MUTE);
    house.post("/incidents/" + incident + "/ticket", "{}").ok();
    house.until(() -> !town.tickets().isEmpty(), () -> "nothing was made");
    house.eventually(log, all -> all.toString().contains("try_again"));
    town.trouble(TrackerTown.Trouble.CUT_LOOKS);
    house.clock().forward(Duration.ofMinutes(2));
    house.eventually(log, all -> all.toString().contains("is there already broke off"));
    assertThat(ticket(incident, "waiting").path("key").isNull()).isTrue();
    town.trouble(TrackerTown.Trouble.NONE);
    house.clock().forward(Duration.ofMinutes(2));
    assertThat(ticket(incident, "filed").path("key").asString())
        .isEqualTo(town.tickets().getFirst().key());
    assertThat(town.tickets()).hasSize(1);
    assertThat(house.post("/incidents/" + incident + "/ticket", "{}").status())
        .as("who asks a second time is shown the one that is there")
        .isEqualTo(200);
    house.clock().forward(Duration.ofMinutes(2));
    assertThat(town.tickets()).hasSize(1);
  }

  @Test
  void as_long_as_it_may_be_there_none_is_made() {
    tracker(TrackerKind.GITLAB, "");
    town.fill(1_000);
    Furniture.Shop shop = shop();
    event(shop, "trigger", "a", "error", "production");
    String incident = incident(shop);
    house.post("/incidents/" + incident + "/ticket", "{}").ok();
    house.eventually(
        "/deliveries?about=" + incident, log -> log.toString().contains("So many tickets"));
    assertThat(ticket(incident, "waiting").path("key").isNull()).isTrue();
    assertThat(town.tickets()).hasSize(1_000);
  }

  @Test
  void a_secret_that_cannot_be_read_stops_nothing_and_is_given_again() {
    JsonNode tracker = tracker(TrackerKind.GITHUB, "");
    String id = tracker.path("id").asString();
    house
        .bean(Database.class)
        .sql()
        .sql(
            """
            update respond.tracker set token = 'sealed:1:00000000:AAAA', news_secret = 'sealed:1:00000000:AAAA'
            """)
        .update();
    assertThat(house.get("/ticket_trackers").status()).isEqualTo(200);
    assertThat(house.post("/ticket_trackers/" + id + "/check", "{}").ok().toString())
        .contains("has to be given again")
        .contains("\"fine\":false");
    Proof proof = TrackerKind.GITHUB.dialect().proofs().getFirst();
    assertThat(news(tracker, proof, "{}").status()).isEqualTo(503);
    house
        .put(
            "/ticket_trackers/" + id,
            "{'ticket_tracker': {'token': '%s'}}".formatted(TrackerTown.TOKEN))
        .ok();
    assertThat(house.post("/ticket_trackers/" + id + "/check", "{}").ok().toString())
        .contains("\"fine\":true");
    JsonNode renewed =
        house.post("/ticket_trackers/" + id + "/news_secret", "{}").ok().path("ticket_tracker");
    assertThat(news(renewed, proof, "{}").status()).isEqualTo(202);
  }

  @Test
  void what_pages_nobody_is_filed_and_what_pages_is_filed_from_a_severity_on() {
    String tracker = tracker(TrackerKind.JIRA, "").path("id").asString();
    Furniture.Shop quiet = shop();
    event(quiet, "trigger", "a", "critical", "test");
    JsonNode filed = ticket(incident(quiet), "filed");
    assertThat(filed.path("reason").asString()).contains("something to do and pages nobody");

    Furniture.Shop by = shop();
    rule(
        by.service(),
        "{'filed': 'from', 'from_severity': 'error', 'tracker': {'id': '%s'}}".formatted(tracker));
    event(by, "trigger", "b", "warning", "production");
    String incident = incident(by);
    house.eventually(
        "/incidents/" + incident, one -> !one.path("incident").path("assignments").isEmpty());
    assertThat(house.get("/incidents/" + incident + "/ticket").ok().path("ticket").isNull())
        .isTrue();
    event(by, "trigger", "b", "critical", "production");
    assertThat(ticket(incident, "filed").path("reason").asString())
        .contains("from severity error on; it is critical");
    house
        .put(
            "/incidents/" + incident,
            "{'incident': {'type': 'incident', 'status': 'acknowledged'}}")
        .ok();
    house.until(
        () -> !town.tickets().getLast().comments().isEmpty(), () -> "comments " + town.tickets());
    assertThat(String.join("\n", town.tickets().getLast().comments()))
        .as("what the ticket says already is not its first comment")
        .contains(" has it.")
        .doesNotContain("It is critical now");

    Furniture.Shop never = shop();
    rule(never.service(), "{'filed': 'never'}");
    event(never, "trigger", "c", "critical", "test");
    var refused = house.post("/incidents/" + incident(never) + "/ticket", "{}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("never get a ticket");
    assertThat(house.delete("/ticket_trackers/" + tracker).text()).contains("filing rule names");
    assertThat(town.tickets()).hasSize(2);
  }

  @Test
  void a_rule_that_fits_no_tracker_says_so_and_goes_with_its_service() {
    tracker(TrackerKind.JIRA, "");
    assertThat(fault("default").isNull()).isTrue();
    String second = tracker(TrackerKind.GITHUB, "").path("id").asString();
    assertThat(fault("default").asString()).contains("more than one is switched on");
    Counter unfit =
        house.bean(MeterRegistry.class).counter("muster.tickets", "outcome", "no_tracker");
    double before = unfit.count();
    Furniture.Shop quiet = shop();
    event(quiet, "trigger", "a", "critical", "test");
    String incident = incident(quiet);
    house.until(() -> unfit.count() > before, () -> "not counted");
    assertThat(house.get("/incidents/" + incident + "/ticket").ok().path("ticket").isNull())
        .isTrue();
    rule("default", "{'filed': 'by_hand', 'tracker': {'id': '%s'}}".formatted(second));
    assertThat(fault("default").isNull()).isTrue();
    house.put("/ticket_trackers/" + second, "{'ticket_tracker': {'active': false}}").ok();
    assertThat(fault("default").asString()).contains("switched off");
    rule("default", "{'filed': 'by_hand'}");
    assertThat(fault("default").isNull()).as("only one is switched on").isTrue();

    String gone = shop().service();
    rule(gone, "{'filed': 'always', 'tracker': {'id': '%s'}}".formatted(second));
    assertThat(house.delete("/ticket_trackers/" + second).status()).isEqualTo(400);
    assertThat(house.delete("/services/" + gone).status()).isEqualTo(204);
    assertThat(house.delete("/ticket_trackers/" + second).status()).isEqualTo(204);
  }

  private JsonNode fault(String rule) {
    for (JsonNode one : house.get("/ticket_rules").ok().path("ticket_rules")) {
      if (one.path("id").asString().equals(rule)) {
        return one.path("fault");
      }
    }
    throw new AssertionError("no rule " + rule);
  }

  @Test
  void what_is_over_is_not_filed_by_itself() {
    tracker(TrackerKind.JIRA, "");
    String priority = house.get("/priorities").ok().path("priorities").get(0).path("id").asString();
    String important =
        "{'incident': {'type': 'incident', 'priority': {'id': '%s', 'type': 'priority_reference'}}}"
            .formatted(priority);
    Furniture.Shop shop = shop();
    rule(shop.service(), "{'filed': 'from', 'from_priority': {'id': '%s'}}".formatted(priority));
    event(shop, "trigger", "a", "error", "production");
    String over = incident(shop);
    house
        .put("/incidents/" + over, "{'incident': {'type': 'incident', 'status': 'resolved'}}")
        .ok();
    house.put("/incidents/" + over, important).ok();
    Furniture.Shop other = shop();
    rule(other.service(), "{'filed': 'from', 'from_priority': {'id': '%s'}}".formatted(priority));
    event(other, "trigger", "b", "error", "production");
    String open = incident(other);
    house.put("/incidents/" + open, important).ok();
    assertThat(ticket(open, "filed").path("reason").asString()).contains("from priority");
    assertThat(house.get("/incidents/" + over + "/ticket").ok().path("ticket").isNull()).isTrue();
  }

  @Test
  void tickets_of_merged_incidents_name_each_other() {
    tracker(TrackerKind.JIRA_CLOUD, "");
    rule("default", "{'filed': 'always'}");
    Furniture.Shop one = shop();
    Furniture.Shop two = shop();
    event(one, "trigger", "a", "error", "production");
    String first = incident(one);
    ticket(first, "filed");
    event(two, "trigger", "b", "error", "production");
    String second = incident(two);
    ticket(second, "filed");
    house
        .put(
            "/incidents/" + first + "/merge",
            "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}".formatted(second))
        .ok();
    house.until(
        () -> town.tickets().stream().allMatch(ticket -> !ticket.comments().isEmpty()),
        () -> "comments: " + town.tickets());
    assertThat(String.join("\n", town.tickets().get(1).comments()))
        .contains("Merged into incident #")
        .contains("OPS-1");
    assertThat(String.join("\n", town.tickets().get(0).comments()))
        .contains("was merged into this one")
        .contains("OPS-2");
  }

  private TestHouse.Answer news(JsonNode tracker, Proof proof, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers =
        proof.sign(tracker.path("news_secret").asString(), bytes, house.clock().instant());
    return house.send(
        "POST",
        NewsResource.PATH + tracker.path("id").asString(),
        body.replace('"', '\''),
        headers);
  }

  @Test
  void what_the_tracker_says_is_shown_and_closes_nothing_unless_it_should() {
    JsonNode tracker = tracker(TrackerKind.GITHUB, "");
    Furniture.Shop shop = shop();
    event(shop, "trigger", "a", "error", "production");
    String incident = incident(shop);
    house.post("/incidents/" + incident + "/ticket", "{}").ok();
    ticket(incident, "filed");
    Proof proof = TrackerKind.GITHUB.dialect().proofs().getFirst();
    String closed =
        "{\"action\":\"closed\",\"issue\":{\"number\":1,\"state\":\"closed\"},\"repository\":{\"full_name\":\"ops/board\"}}";
    assertThat(
            house
                .send(
                    "POST",
                    NewsResource.PATH + tracker.path("id").asString(),
                    closed,
                    Map.of("X-Hub-Signature-256", "sha256=00"))
                .status())
        .isEqualTo(401);
    assertThat(news(tracker, proof, closed.replace("ops/board", "others/board")).status())
        .isEqualTo(202);
    assertThat(ticket(incident, "filed").path("closed").asBoolean()).isFalse();
    assertThat(news(tracker, proof, closed).text()).contains("is closed");
    assertThat(news(tracker, proof, closed).status()).as("the same twice").isEqualTo(202);
    JsonNode ticket = ticket(incident, "filed");
    assertThat(ticket.path("status").asString()).isEqualTo("closed");
    assertThat(ticket.path("closed").asBoolean()).isTrue();
    assertThat(house.get("/incidents/" + incident).ok().path("incident").path("status").asString())
        .isNotEqualTo("resolved");
    String log = house.get("/incidents/" + incident + "/log_entries?limit=100").text();
    assertThat(
            log.split(
                "\"summary\":\"Ticket ops/board#1 is closed, with nothing left to do.\",\"self\"",
                -1))
        .as("said once")
        .hasSize(2);

    house
        .put(
            "/ticket_trackers/" + tracker.path("id").asString(),
            "{'ticket_tracker': {'closes_incidents': true}}")
        .ok();
    news(tracker, proof, closed.replace("\"closed\"", "\"open\""));
    assertThat(ticket(incident, "filed").path("closed").asBoolean()).isFalse();
    assertThat(
            news(
                    tracker,
                    proof,
                    closed.replace("{\"action\":\"closed\"", "{\"action\":\"deleted\""))
                .text())
        .as("one that was taken away says nothing about the trouble")
        .contains("is deleted.");
    news(tracker, proof, closed.replace("\"closed\"", "\"open\""));
    var failing =
        new NewsResource(
            house.bean(PostgresTickets.class),
            house.bean(PostgresTrackers.class),
            failing(house.bean(Mobilize.class)),
            house.bean(Notebook.class),
            house.bean(FactLog.class),
            house.bean(Acts.class),
            house.clock(),
            house.bean(MeterRegistry.class));
    assertThatThrownBy(() ->
            failing.heard(
                house
                    .bean(PostgresTrackers.class)
                    .find(tracker.path("id").asString())
                    .orElseThrow(),
                Dialect.News.of("1", "closed", true),
                house.clock().instant()))
        .hasMessageContaining("database is away");
    assertThat(news(tracker, proof, closed).text())
        .as("what came to nothing is taken when it is sent again")
        .contains("its incident is resolved");
    JsonNode resolved = house.get("/incidents/" + incident).ok().path("incident");
    assertThat(resolved.path("status").asString()).isEqualTo("resolved");
  }

  /// One that cannot resolve anything now.
  private static Mobilize failing(Mobilize mobilize) {
    return (Mobilize)
        Proxy.newProxyInstance(
            Mobilize.class.getClassLoader(),
            new Class<?>[] {Mobilize.class},
            (_, method, arguments) -> {
              if (method.getName().equals("resolve")) {
                throw new IllegalStateException("the database is away");
              }
              return method.invoke(mobilize, arguments);
            });
  }

  @Test
  void a_tracker_that_refuses_is_named_and_may_be_asked_again() {
    JsonNode tracker = tracker(TrackerKind.JIRA, ", 'issue_type': 'Bug'");
    String id = tracker.path("id").asString();
    house.put("/ticket_trackers/" + id, "{'ticket_tracker': {'token': 'wrong'}}").ok();
    assertThat(house.post("/ticket_trackers/" + id + "/check", "{}").ok().toString())
        .contains("HTTP 401")
        .contains("\"fine\":false");
    Furniture.Shop shop = shop();
    event(shop, "trigger", "a", "error", "production");
    String incident = incident(shop);
    house.post("/incidents/" + incident + "/ticket", "{}").ok();
    house.eventually("/deliveries?about=" + incident, log -> log.toString().contains("HTTP 401"));
    house.clock().forward(Duration.ofDays(3));
    JsonNode failed = ticket(incident, "failed");
    assertThat(failed.path("fault").asString()).isNotBlank();
    house
        .put(
            "/ticket_trackers/" + id,
            "{'ticket_tracker': {'token': '%s'}}".formatted(TrackerTown.TOKEN))
        .ok();
    house
        .put("/incidents/" + incident, "{'incident': {'type': 'incident', 'status': 'resolved'}}")
        .ok();
    assertThat(house.post("/incidents/" + incident + "/ticket", "{}").status()).isEqualTo(201);
    ticket(incident, "filed");
    assertThat(town.tickets()).hasSize(1);
    assertThat(town.tickets().getFirst().text()).contains("It was resolved when this was filed.");
    house.until(
        () -> String.join("\n", town.tickets().getFirst().comments()).contains("Resolved."),
        () -> "comments " + town.tickets());
    assertThat(house.get("/tickets?state=filed&since=2026-11-01T00:00:00Z").ok().toString())
        .contains(town.tickets().getFirst().key());
  }

  @Test
  void faults_name_their_fields_and_secrets_are_not_shown() {
    var faulty =
        house.post(
            "/ticket_trackers",
            "{'ticket_tracker': {'name': '', 'kind': 'jira_cloud', 'url': 'nowhere', 'project': 'a"
                + " b'}}");
    assertThat(faulty.status()).isEqualTo(400);
    assertThat(faulty.text()).contains(".name'", ".url'", ".project'", ".user_name'", ".token'");
    JsonNode tracker = tracker(TrackerKind.WEBHOOK, "");
    String id = tracker.path("id").asString();
    assertThat(tracker.path("news_secret").asString()).hasSizeGreaterThan(30);
    assertThat(house.get("/ticket_trackers/" + id).text())
        .doesNotContain(TrackerTown.TOKEN)
        .doesNotContain(tracker.path("news_secret").asString());
    assertThat(
            house
                .put(
                    "/ticket_trackers/" + id,
                    "{'ticket_tracker': {'url': 'http://localhost:1/elsewhere'}}")
                .text())
        .contains("'ticket_tracker.token' is needed again");
    assertThat(
            house
                .put(
                    "/ticket_trackers/" + id,
                    Json.write(Map.of("ticket_tracker", Map.of("template", "{\"a\": {{title}}}"))))
                .text())
        .contains("'ticket_tracker.template' does not become JSON");
    assertThat(
            house
                .put(
                    "/ticket_trackers/" + id,
                    Json.write(
                        Map.of(
                            "ticket_tracker",
                            Map.of(
                                "template",
                                "{\"a\": \"{{ correlation_id }}\"}",
                                "find_url",
                                town.url() + "/find/{{ correlation_id }}",
                                "token",
                                "any w\u00f6rds \u2013 they are only signed with"))))
                .status())
        .as("names may have blanks around them")
        .isEqualTo(200);
    JsonNode jira = tracker(TrackerKind.JIRA, "");
    for (String token : new String[] {"ab\u2013cd", "ab\ncd", "ab cd"}) {
      assertThat(
              house
                  .put(
                      "/ticket_trackers/" + jira.path("id").asString(),
                      Json.write(Map.of("ticket_tracker", Map.of("token", token))))
                  .text())
          .contains("'ticket_tracker.token' must hold visible ASCII");
    }
    assertThat(house.put("/ticket_rules/default", "{'ticket_rule': {'filed': 'from'}}").text())
        .contains("from_severity");
    assertThat(house.get("/audit/records?limit=20").text())
        .contains("ticket_tracker")
        .contains("\"token_changed\":true")
        .contains("\"find_url\"")
        .doesNotContain(TrackerTown.TOKEN);
  }

  @Test
  void a_token_of_the_account_says_in_whose_name_it_files() {
    tracker(TrackerKind.JIRA, "");
    Furniture.Shop shop = shop();
    event(shop, "trigger", "a", "error", "production");
    String path = "/incidents/" + incident(shop) + "/ticket";
    String secret =
        house
            .post("/account_tokens", "{'token': {'name': 'ticketer'}}")
            .ok()
            .path("token")
            .path("token")
            .asString();
    String token = "Token token=" + secret;
    assertThat(house.send("POST", path, "{}", Map.of("Authorization", token)).status())
        .isEqualTo(400);
    assertThat(
            house
                .send(
                    "POST",
                    path,
                    "{}",
                    Map.of("Authorization", token, "From", TestHouse.ADMIN_EMAIL))
                .status())
        .isEqualTo(201);
    assertThat(house.get(path).ok().path("ticket").path("asked_by").isNull()).isFalse();
  }
}
