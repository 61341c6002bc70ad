package dev.muster.respond.ticket;

import dev.muster.platform.secret.Proof;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Jira. Tickets carry a label that names the incident, by which they are found again. Texts are plain in version 2 of the API and
/// documents in version 3; version 3 searches at another address.
record JiraDialect(boolean cloud) implements Dialect {
  private static final List<Proof> PROOFS =
      List.of(
          new Proof(Proof.Kind.HMAC_SHA256, "X-Hub-Signature", "sha256=", false, null), Asks.TOKEN);

  private URI address(Tracker tracker, String path) {
    return URI.create(tracker.url() + "/rest/api/" + (cloud ? "3" : "2") + path);
  }

  @Override
  public Ask find(Tracker tracker, Slip slip, int page) {
    String query =
        "project = \"%s\" AND labels = \"%s\"".formatted(tracker.project(), slip.correlation());
    return Asks.get(
        address(
            tracker,
            (cloud ? "/search/jql" : "/search")
                + "?maxResults=1&fields=labels&jql="
                + Asks.escaped(query)),
        Asks.authorization(tracker));
  }

  @Override
  public Look found(Tracker tracker, JsonNode answer, Slip slip) {
    JsonNode issues = answer.path("issues");
    if (!issues.isArray()) {
      return new Look.Unclear();
    }
    for (JsonNode issue : issues) {
      Filed filed = filed(tracker, issue);
      for (JsonNode label : issue.path("fields").path("labels")) {
        if (filed != null && label.asString("").equals(slip.correlation())) {
          return new Look.Found(filed);
        }
      }
    }
    return issues.isEmpty()
        ? new Look.None(false)
        : new Look.Deaf(
            "Asked for the issue with the label %s, Jira names others."
                .formatted(slip.correlation()));
  }

  private static @Nullable Filed filed(Tracker tracker, JsonNode issue) {
    String key = Asks.first(issue, "key");
    return key == null ? null : new Filed(key, key, tracker.url() + "/browse/" + key);
  }

  @Override
  public Ask create(Tracker tracker, Slip slip) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("project", Map.of("key", tracker.project()));
    fields.put(
        "issuetype", Map.of("name", Objects.requireNonNullElse(tracker.issueType(), "Task")));
    fields.put("summary", slip.title());
    fields.put("description", text(slip.text()));
    fields.put("labels", List.of("muster", slip.correlation()));
    return Asks.json(
        "POST", address(tracker, "/issue"), Asks.authorization(tracker), Map.of("fields", fields));
  }

  @Override
  public @Nullable Filed created(Tracker tracker, JsonNode answer, Slip slip) {
    return filed(tracker, answer);
  }

  @Override
  public Ask comment(Tracker tracker, Filed ticket, String text) {
    return Asks.json(
        "POST",
        address(tracker, "/issue/" + Asks.escaped(ticket.externalId()) + "/comment"),
        Asks.authorization(tracker),
        Map.of("body", text(text)));
  }

  /// A text in Atlassian's document format, or one in which no account is mentioned by accident.
  private Object text(String text) {
    if (!cloud) {
      return text.replace("[~", "[ ~");
    }
    return Map.of(
        "type",
        "doc",
        "version",
        1,
        "content",
        Arrays.stream(text.split("\n+"))
            .filter(line -> !line.isBlank())
            .map(line ->
                Map.of(
                    "type",
                    "paragraph",
                    "content",
                    List.of(Map.of("type", "text", "text", line.strip()))))
            .toList());
  }

  @Override
  public Ask check(Tracker tracker) {
    return Asks.get(
        address(tracker, "/project/" + Asks.escaped(tracker.project())),
        Asks.authorization(tracker));
  }

  @Override
  public @Nullable News news(Tracker tracker, JsonNode message) {
    JsonNode issue = message.path("issue");
    String key = Asks.first(issue, "key");
    if (key == null) {
      return null;
    }
    if ("jira:issue_deleted".equals(message.path("webhookEvent").asString(""))) {
      return new News(key, "deleted", News.State.GONE);
    }
    JsonNode status = issue.path("fields").path("status");
    String word = Asks.first(status, "name");
    return word == null
        ? null
        : News.of(key, word, "done".equals(status.path("statusCategory").path("key").asString("")));
  }

  @Override
  public List<Proof> proofs() {
    return PROOFS;
  }
}
