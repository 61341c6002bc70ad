package dev.muster.respond.ticket;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Issues beside code, as GitHub and GitLab have them. A ticket carries a line that names the incident, and is looked for among the issues
/// that were made since it was asked for: the list is exact at once, which a search over texts need not be.
abstract class IssueDialect implements Dialect {
  /// So many issues are asked for at once.
  static final int PAGE = 50;

  /// Clocks of two machines may differ by so much.
  private static final Duration SKEW = Duration.ofMinutes(10);

  /// How a tracker calls what an issue has.
  ///
  /// @param number the issue's number in its project
  /// @param text its description
  /// @param url where people read it
  /// @param comments the path of its comments below its own
  record Names(String number, String text, String url, String comments) {}

  private final Names names;

  IssueDialect(Names names) {
    this.names = names;
  }

  /// The address of something in the tracker's project.
  abstract URI address(Tracker tracker, String path);

  abstract Map<String, String> headers(Tracker tracker);

  /// The path and query that list the issues made since, newest first, up to the number of them on a page.
  abstract String listing(String since);

  /// The labels of a new issue in the tracker's form.
  abstract Object labels(String label);

  @Override
  public final Ask find(Tracker tracker, Slip slip, int page) {
    return Asks.get(
        address(
            tracker,
            listing(Asks.escaped(slip.askedAt().minus(SKEW).toString()))
                + "&per_page="
                + PAGE
                + "&page="
                + page),
        headers(tracker));
  }

  @Override
  public final Look found(Tracker tracker, JsonNode answer, Slip slip) {
    if (!answer.isArray()) {
      return new Look.Unclear();
    }
    for (JsonNode issue : answer) {
      if (isOlder(issue, slip.askedAt().minus(SKEW))) {
        return new Look.None(
            false); // so are all behind it: what was only touched since is listed as well
      }
      Filed filed = filed(tracker, issue);
      if (filed != null
          && issue
              .path(names.text())
              .asString("")
              .lines()
              .anyMatch(line -> line.strip().equals(mark(slip)))) {
        return new Look.Found(filed);
      }
    }
    return new Look.None(answer.size() >= PAGE);
  }

  private static boolean isOlder(JsonNode issue, Instant than) {
    try {
      return OffsetDateTime.parse(issue.path("created_at").asString("")).toInstant().isBefore(than);
    } catch (DateTimeParseException unknown) {
      return false;
    }
  }

  private static String mark(Slip slip) {
    return "Correlation: " + slip.correlation();
  }

  private @Nullable Filed filed(Tracker tracker, JsonNode issue) {
    String number = Asks.first(issue, names.number());
    return number == null
        ? null
        : new Filed(number, tracker.project() + "#" + number, Asks.first(issue, names.url()));
  }

  @Override
  public final Ask create(Tracker tracker, Slip slip) {
    var issue = new LinkedHashMap<String, Object>();
    issue.put("title", Asks.harmless(slip.title()));
    issue.put(names.text(), Asks.harmless(slip.text()) + "\n\n" + mark(slip));
    issue.put("labels", labels("muster"));
    return Asks.json("POST", address(tracker, "/issues"), headers(tracker), issue);
  }

  @Override
  public final @Nullable Filed created(Tracker tracker, JsonNode answer, Slip slip) {
    return filed(tracker, answer);
  }

  @Override
  public final Ask comment(Tracker tracker, Filed ticket, String text) {
    return Asks.json(
        "POST",
        address(tracker, "/issues/" + Asks.escaped(ticket.externalId()) + names.comments()),
        headers(tracker),
        Map.of("body", Asks.harmless(text)));
  }

  @Override
  public final Ask check(Tracker tracker) {
    return Asks.get(address(tracker, ""), headers(tracker));
  }
}
