package dev.muster.respond.ticket;

import dev.muster.platform.secret.Proof;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// GitHub issues, REST API of 2022-11-28. A label is asked for and not relied on, as GitHub leaves it out when the token may not push.
final class GithubDialect extends IssueDialect {
  private static final List<Proof> PROOFS =
      List.of(new Proof(Proof.Kind.HMAC_SHA256, "X-Hub-Signature-256", "sha256=", false, null));

  GithubDialect() {
    super(new Names("number", "body", "html_url", "/comments"));
  }

  /// A project is `owner/repository`; each part is escaped by itself.
  @Override
  URI address(Tracker tracker, String path) {
    String[] parts = tracker.project().split("/", 2);
    return URI.create(
        tracker.url()
            + "/repos/"
            + Asks.escaped(parts[0])
            + "/"
            + Asks.escaped(parts.length < 2 ? "" : parts[1])
            + path);
  }

  @Override
  Map<String, String> headers(Tracker tracker) {
    return Map.of(
        "Accept",
        "application/vnd.github+json",
        "X-GitHub-Api-Version",
        "2022-11-28",
        "Authorization",
        "Bearer " + tracker.token().open());
  }

  @Override
  String listing(String since) {
    return "/issues?state=all&sort=created&direction=desc&since=" + since;
  }

  @Override
  Object labels(String label) {
    return List.of(label);
  }

  @Override
  public @Nullable News news(Tracker tracker, JsonNode message) {
    JsonNode issue = message.path("issue");
    String number = Asks.first(issue, "number");
    String state = Asks.first(issue, "state");
    if (number == null
        || state == null
        || !tracker
            .project()
            .equalsIgnoreCase(message.path("repository").path("full_name").asString(""))) {
      return null;
    }
    return "deleted".equals(message.path("action").asString(""))
        ? new News(number, "deleted", News.State.GONE)
        : News.of(number, state, state.equals("closed"));
  }

  @Override
  public List<Proof> proofs() {
    return PROOFS;
  }
}
