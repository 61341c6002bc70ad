package dev.muster.respond.ticket;

import dev.muster.platform.secret.Proof;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// GitLab issues, API v4. Only issues with the label `muster` are looked through.
final class GitlabDialect extends IssueDialect {
  private static final List<Proof> PROOFS =
      List.of(new Proof(Proof.Kind.TOKEN, "X-Gitlab-Token", "", false, null));

  GitlabDialect() {
    super(new Names("iid", "description", "web_url", "/notes"));
  }

  @Override
  URI address(Tracker tracker, String path) {
    return URI.create(tracker.url() + "/api/v4/projects/" + Asks.escaped(tracker.project()) + path);
  }

  @Override
  Map<String, String> headers(Tracker tracker) {
    return Map.of("PRIVATE-TOKEN", tracker.token().open());
  }

  @Override
  String listing(String since) {
    return "/issues?scope=all&labels=muster&order_by=created_at&sort=desc&created_after=" + since;
  }

  @Override
  Object labels(String label) {
    return label;
  }

  @Override
  public @Nullable News news(Tracker tracker, JsonNode message) {
    if (!"issue".equals(message.path("object_kind").asString(""))) {
      return null;
    }
    JsonNode project = message.path("project");
    if (!tracker.project().equalsIgnoreCase(project.path("path_with_namespace").asString(""))
        && !tracker.project().equals(project.path("id").asString(""))) {
      return null;
    }
    JsonNode issue = message.path("object_attributes");
    String number = Asks.first(issue, "iid");
    String state = Asks.first(issue, "state");
    return number == null || state == null ? null : News.of(number, state, state.equals("closed"));
  }

  @Override
  public List<Proof> proofs() {
    return PROOFS;
  }
}
