package dev.muster.respond.ticket;

import dev.muster.platform.secret.Proof;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// GitHub issues, REST API of 2022-11-28. As with GitLab a line of the text names the incident; a label is asked for and not relied on,
/// as GitHub leaves it out when the token may not push.
final class GithubDialect implements Dialect {
  private static final List<Proof> PROOFS =
      List.of(new Proof(Proof.Kind.HMAC_SHA256, "X-Hub-Signature-256", "sha256=", false, null));

  /// A project is `owner/repository`; each part is escaped by itself.
  private static URI address(Tracker tracker, String path) {
    String[] parts = tracker.project().split("/", 2);
    return URI.create(
        tracker.url()
            + "/repos/"
            + Asks.escaped(parts[0])
            + "/"
            + Asks.escaped(parts.length < 2 ? "" : parts[1])
            + path);
  }

  private static Map<String, String> headers(Tracker tracker) {
    return Map.of(
        "Accept",
        "application/vnd.github+json",
        "X-GitHub-Api-Version",
        "2022-11-28",
        "Authorization",
        "Bearer " + tracker.token());
  }

  @Override
  public Ask find(Tracker tracker, Slip slip, int page) {
    return Asks.get(
        address(
            tracker,
            "/issues?state=all&sort=created&direction=desc&per_page="
                + GitlabDialect.PAGE
                + "&page="
                + page
                + "&since="
                + Asks.escaped(slip.askedAt().minus(GitlabDialect.SKEW).toString())),
        headers(tracker));
  }

  @Override
  public Look found(Tracker tracker, JsonNode answer, Slip slip) {
    for (JsonNode issue : answer) {
      if (GitlabDialect.names(issue.path("body"), slip)) {
        return new Look(filed(tracker, issue), false);
      }
    }
    return new Look(null, answer.size() >= GitlabDialect.PAGE);
  }

  private static @Nullable Filed filed(Tracker tracker, JsonNode issue) {
    String number = Asks.first(issue, "number");
    return number == null
        ? null
        : new Filed(number, tracker.project() + "#" + number, Asks.first(issue, "html_url"));
  }

  @Override
  public Ask create(Tracker tracker, Slip slip) {
    return Asks.json(
        "POST",
        address(tracker, "/issues"),
        headers(tracker),
        Map.of(
            "title",
            Asks.harmless(slip.title()),
            "body",
            GitlabDialect.body(slip),
            "labels",
            List.of("muster")));
  }

  @Override
  public @Nullable Filed created(Tracker tracker, JsonNode answer, Slip slip) {
    return filed(tracker, answer);
  }

  @Override
  public Ask comment(Tracker tracker, Filed ticket, String text) {
    return Asks.json(
        "POST",
        address(tracker, "/issues/" + Asks.escaped(ticket.externalId()) + "/comments"),
        headers(tracker),
        Map.of("body", Asks.harmless(text)));
  }

  @Override
  public Ask check(Tracker tracker) {
    return Asks.get(address(tracker, ""), headers(tracker));
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
        ? new News(number, "deleted", true)
        : new News(number, state, state.equals("closed"));
  }

  @Override
  public List<Proof> proofs() {
    return PROOFS;
  }
}
