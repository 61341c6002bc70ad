package dev.muster.respond.ticket;

import dev.muster.platform.secret.Proof;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// GitLab issues, API v4. A ticket carries a line that names the incident, and is looked for among the issues with the label `muster`
/// that were made since it was asked for: the list is exact at once, which a search over texts need not be.
final class GitlabDialect implements Dialect {
  /// Clocks of two machines may differ by so much.
  static final Duration SKEW = Duration.ofMinutes(10);

  static final int PAGE = 50;

  private static final List<Proof> PROOFS =
      List.of(new Proof(Proof.Kind.TOKEN, "X-Gitlab-Token", "", false, null));

  private static URI address(Tracker tracker, String path) {
    return URI.create(tracker.url() + "/api/v4/projects/" + Asks.escaped(tracker.project()) + path);
  }

  private static Map<String, String> authorization(Tracker tracker) {
    return Map.of("PRIVATE-TOKEN", tracker.token());
  }

  @Override
  public Ask find(Tracker tracker, Slip slip, int page) {
    return Asks.get(
        address(
            tracker,
            "/issues?scope=all&labels=muster&order_by=created_at&sort=desc&per_page="
                + PAGE
                + "&page="
                + page
                + "&created_after="
                + Asks.escaped(slip.askedAt().minus(SKEW).toString())),
        authorization(tracker));
  }

  @Override
  public Look found(Tracker tracker, JsonNode answer, Slip slip) {
    for (JsonNode issue : answer) {
      if (names(issue.path("description"), slip)) {
        return new Look(filed(tracker, issue), false);
      }
    }
    return new Look(null, answer.size() >= PAGE);
  }

  /// Whether a text names the incident as {@link #body} does.
  static boolean names(JsonNode text, Slip slip) {
    return text.asString("").lines().anyMatch(line -> line.strip().equals(mark(slip)));
  }

  private static String mark(Slip slip) {
    return "Correlation: " + slip.correlation();
  }

  /// The text of an issue with a last line by which it is found again.
  static String body(Slip slip) {
    return Asks.harmless(slip.text()) + "\n\n" + mark(slip);
  }

  private static @Nullable Filed filed(Tracker tracker, JsonNode issue) {
    String number = Asks.first(issue, "iid");
    return number == null
        ? null
        : new Filed(number, tracker.project() + "#" + number, Asks.first(issue, "web_url"));
  }

  @Override
  public Ask create(Tracker tracker, Slip slip) {
    return Asks.json(
        "POST",
        address(tracker, "/issues"),
        authorization(tracker),
        Map.of(
            "title", Asks.harmless(slip.title()), "description", body(slip), "labels", "muster"));
  }

  @Override
  public @Nullable Filed created(Tracker tracker, JsonNode answer, Slip slip) {
    return filed(tracker, answer);
  }

  @Override
  public Ask comment(Tracker tracker, Filed ticket, String text) {
    return Asks.json(
        "POST",
        address(tracker, "/issues/" + Asks.escaped(ticket.externalId()) + "/notes"),
        authorization(tracker),
        Map.of("body", Asks.harmless(text)));
  }

  @Override
  public Ask check(Tracker tracker) {
    return Asks.get(address(tracker, ""), authorization(tracker));
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
    return number == null || state == null ? null : new News(number, state, state.equals("closed"));
  }

  @Override
  public List<Proof> proofs() {
    return PROOFS;
  }
}
