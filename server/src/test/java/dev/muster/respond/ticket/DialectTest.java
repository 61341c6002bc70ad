package dev.muster.respond.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Severity;
import dev.muster.platform.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is said to trackers, and how their words are read.
class DialectTest {
  private static final Slip SLIP =
      new Slip(
          "QTEST",
          12,
          "#12 @all \"disk\" full",
          List.of("@all disk full", "/close", "Fine."),
          "https://muster.example/incidents/QTEST",
          "Shop",
          "high",
          "critical",
          null,
          "triggered",
          Instant.parse("2026-11-02T09:00:00Z"));

  private static Tracker tracker(TrackerKind kind, String project) {
    return new Tracker(
        "P1",
        "Tracker",
        kind,
        "https://tracker.example",
        project,
        null,
        kind == TrackerKind.JIRA_CLOUD ? "bot@example.com" : null,
        () -> "token",
        () -> "secret",
        null,
        null,
        false,
        true,
        Instant.EPOCH);
  }

  private static Dialect.@Nullable News news(TrackerKind kind, String project, String json) {
    return kind.dialect().news(tracker(kind, project), Json.mapper().readTree(json));
  }

  @Test
  void the_state_of_a_ticket_is_read_from_each_tracker() {
    assertThat(
            news(
                TrackerKind.JIRA_CLOUD,
                "OPS",
                "{\"webhookEvent\":\"jira:issue_updated\",\"issue\":{\"key\":\"OPS-4\",\"fields\":{\"status\":{\"name\":\"Erledigt\",\"statusCategory\":{\"key\":\"done\"}}}}}"))
        .isEqualTo(Dialect.News.of("OPS-4", "Erledigt", true));
    assertThat(
            news(
                TrackerKind.JIRA,
                "OPS",
                "{\"webhookEvent\":\"jira:issue_deleted\",\"issue\":{\"key\":\"OPS-4\"}}"))
        .isEqualTo(new Dialect.News("OPS-4", "deleted", Dialect.News.State.GONE));
    String gitlab =
        "{\"object_kind\":\"issue\",\"project\":{\"id\":7,\"path_with_namespace\":\"ops/board\"},\"object_attributes\":{\"iid\":3,\"state\":\"opened\"}}";
    assertThat(news(TrackerKind.GITLAB, "Ops/Board", gitlab))
        .isEqualTo(Dialect.News.of("3", "opened", false));
    assertThat(news(TrackerKind.GITLAB, "7", gitlab)).isNotNull();
    assertThat(news(TrackerKind.GITLAB, "ops/other", gitlab)).isNull();
    assertThat(
            news(
                TrackerKind.GITHUB,
                "ops/board",
                "{\"action\":\"deleted\",\"issue\":{\"number\":9,\"state\":\"open\"},\"repository\":{\"full_name\":\"ops/board\"}}"))
        .isEqualTo(new Dialect.News("9", "deleted", Dialect.News.State.GONE));
    for (TrackerKind kind : List.of(TrackerKind.SERVICENOW, TrackerKind.WEBHOOK)) {
      assertThat(news(kind, "", "{\"ticket\":{\"id\":\"a1\",\"status\":\"New\",\"closed\":false}}"))
          .isEqualTo(Dialect.News.of("a1", "New", false));
      assertThat(news(kind, "", "{\"ticket\":{\"id\":\"a1\",\"status\":\"New\"}}")).isNull();
    }
    for (TrackerKind kind : TrackerKind.values()) {
      assertThat(news(kind, "OPS", "[]")).isNull();
      assertThat(news(kind, "OPS", "{\"issue\":5,\"ticket\":[],\"object_kind\":{}}")).isNull();
    }
  }

  private static Dialect.Look look(TrackerKind kind, String json) {
    return kind.dialect().found(tracker(kind, "ops/board"), Json.mapper().readTree(json), SLIP);
  }

  @ParameterizedTest
  @EnumSource(TrackerKind.class)
  void an_answer_that_is_no_list_says_nothing(TrackerKind kind) {
    for (String odd :
        List.of(
            "{}", "{\"message\": \"busy\"}", "null", "7", "{\"issues\": {}, \"result\": \"\"}")) {
      assertThat(look(kind, odd)).as(odd).isEqualTo(new Dialect.Look.Unclear());
    }
    String none =
        switch (kind) {
          case JIRA, JIRA_CLOUD -> "{\"issues\": []}";
          case SERVICENOW -> "{\"result\": []}";
          case GITLAB, GITHUB, WEBHOOK -> "[]";
        };
    assertThat(look(kind, none)).isEqualTo(new Dialect.Look.None(false));
  }

  @Test
  void a_ticket_that_does_not_name_the_incident_is_not_its_ticket() {
    assertThat(
            look(
                TrackerKind.SERVICENOW,
                "{\"result\": [{\"sys_id\": \"a1\", \"number\": \"INC1\", \"correlation_id\":"
                    + " \"\"}]}"))
        .isInstanceOf(Dialect.Look.Deaf.class);
    assertThat(
            look(
                TrackerKind.SERVICENOW,
                "{\"result\": [{\"sys_id\": \"a1\", \"number\": \"INC1\", \"correlation_id\":"
                    + " \"muster-QTEST\"}]}"))
        .isInstanceOfSatisfying(
            Dialect.Look.Found.class, it -> assertThat(it.ticket().key()).isEqualTo("INC1"));
    String jira =
        "{\"issues\": [{\"key\": \"OPS-1\", \"fields\": {\"labels\": [\"muster\", \"%s\"]}}]}";
    assertThat(look(TrackerKind.JIRA, jira.formatted("muster-QOTHER")))
        .isInstanceOf(Dialect.Look.Deaf.class);
    assertThat(look(TrackerKind.JIRA, jira.formatted("muster-QTEST")))
        .isInstanceOf(Dialect.Look.Found.class);
    String own = "{\"ticket\": {\"key\": \"T-1\", \"correlation_id\": \"%s\"}}";
    assertThat(look(TrackerKind.WEBHOOK, own.formatted("muster-QOTHER")))
        .isInstanceOf(Dialect.Look.Deaf.class);
    assertThat(look(TrackerKind.WEBHOOK, own.formatted("muster-QTEST")))
        .isInstanceOf(Dialect.Look.Found.class);
  }

  /// GitHub also lists what was made long ago and only touched since, so a busy repository never ends.
  @ParameterizedTest
  @EnumSource(names = {"GITHUB", "GITLAB"})
  void what_was_made_before_is_not_looked_through(TrackerKind kind) {
    String issue =
        "{\"number\": 1, \"iid\": 1, \"created_at\": \"%s\", \"body\": \"\", \"description\": \"\"}";
    String fresh = issue.formatted("2026-11-02T08:55:00Z");
    String old = issue.formatted("2026-11-02T08:45:00.000Z");
    assertThat(look(kind, "[" + String.join(",", Collections.nCopies(50, fresh)) + "]"))
        .isEqualTo(new Dialect.Look.None(true));
    assertThat(look(kind, "[" + String.join(",", Collections.nCopies(49, fresh)) + "," + old + "]"))
        .isEqualTo(new Dialect.Look.None(false));
  }

  @Test
  void whoever_can_send_an_event_can_neither_call_people_nor_close_tickets() {
    for (TrackerKind kind : List.of(TrackerKind.GITLAB, TrackerKind.GITHUB)) {
      String body = kind.dialect().create(tracker(kind, "ops/board"), SLIP).body();
      assertThat(body).doesNotContain("@all").doesNotContain("\\n/close");
      assertThat(body).contains("Correlation: muster-QTEST");
    }
    String jira =
        TrackerKind.JIRA
            .dialect()
            .comment(
                tracker(TrackerKind.JIRA, "OPS"),
                new Dialect.Filed("OPS-1", "OPS-1", null),
                "[~admin] look")
            .body();
    assertThat(jira).doesNotContain("[~admin]");
  }

  @Test
  void a_template_becomes_json_whatever_the_values_hold() {
    String body =
        WebhookDialect.render(
            "{\"what\": \"{{ title }}\", \"no\": \"{{unknown}}\"}", SLIP, WebhookDialect::quoted);
    var json = Json.mapper().readTree(body);
    assertThat(json.path("what").asString()).isEqualTo(SLIP.title());
    assertThat(json.path("no").asString()).isEmpty();
    assertThat(
            Json.mapper()
                .readTree(WebhookDialect.render(WebhookDialect.USUAL, SLIP, WebhookDialect::quoted))
                .toString())
        .as("all names are sent")
        .isEqualTo(Json.write(SLIP.names()));
  }

  @Test
  void rules_say_why_and_from_when() {
    var rule = new FilingRule("S1", null, FilingRule.When.FROM, Severity.ERROR, null);
    assertThat(rule.file(new FilingRule.Subject(false, Severity.WARNING, null), null)).isNull();
    assertThat(rule.file(new FilingRule.Subject(false, null, null), null)).isNull();
    assertThat(rule.file(new FilingRule.Subject(false, Severity.ERROR, null), null)).isNotNull();
    assertThat(rule.file(new FilingRule.Subject(true, Severity.INFO, null), null)).isNotNull();
    assertThat(FilingRule.USUAL.file(new FilingRule.Subject(false, Severity.CRITICAL, null), null))
        .isNull();
    assertThat(FilingRule.USUAL.file(new FilingRule.Subject(true, null, null), null)).isNotNull();
    var never = new FilingRule("S1", null, FilingRule.When.NEVER, null, null);
    assertThat(never.file(new FilingRule.Subject(true, Severity.CRITICAL, null), null)).isNull();
  }
}
