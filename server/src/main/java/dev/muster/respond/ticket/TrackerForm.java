package dev.muster.respond.ticket;

import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Body;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads a tracker from a request; every fault names its field.
final class TrackerForm {
  private static final int ADDRESS_MOST = 2_048;
  private static final int TEMPLATE_MOST = 20_000;
  private static final Pattern JIRA_PROJECT = Pattern.compile("[A-Za-z][A-Za-z0-9_]{1,63}");
  private static final Pattern GITHUB_PROJECT = Pattern.compile("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+");
  private static final Pattern GITLAB_PROJECT =
      Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
  private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{1,79}");

  private final GuardedHttp http;

  TrackerForm(GuardedHttp http) {
    this.http = http;
  }

  /// Notes a fault of each address that is given and may not be called. This looks names up, which takes time.
  void lookUp(Body body) {
    String url = body.text("url");
    if (url != null) {
      checkAddress(body, "url", url.strip());
    }
    String find = body.text("find_url");
    if (find != null) {
      checkAddress(
          body, "find_url", WebhookDialect.render(find.strip(), Slip.SAMPLE, Asks::escaped));
    }
  }

  /// Reads all that needs no look outside.
  ///
  /// @param kind null when it was faulty, which is noted already
  /// @param before null for a new one
  Tracker read(
      Body body,
      @Nullable TrackerKind kind,
      @Nullable Tracker before,
      String id,
      Tracker.Secret newsSecret,
      Instant createdAt) {
    String name = before != null && !body.has("name") ? before.name() : body.required("name", 100);
    String url =
        before != null && !body.has("url") ? before.url() : body.required("url", ADDRESS_MOST);
    url = url.strip();
    while (kind != TrackerKind.WEBHOOK && url.endsWith("/")) {
      url = url.substring(0, url.length() - 1);
    }
    String project =
        before != null && !body.has("project")
            ? before.project()
            : Objects.requireNonNullElse(body.optional("project", 255), "");
    checkProject(body, kind, project);
    String userName =
        before != null && !body.has("user_name")
            ? before.userName()
            : body.optional("user_name", 255);
    if (kind == TrackerKind.JIRA_CLOUD && userName == null) {
      body.fault("user_name", "is missing: Jira Cloud wants the account's mail address");
    }
    String token = token(body, kind, userName);
    if (token == null) {
      if (before == null) {
        body.fault("token", "is missing");
      } else if (!before.url().equals(url)) {
        body.fault("token", "is needed again when the address changes");
      }
    }
    String template =
        before != null && !body.has("template")
            ? before.template()
            : body.optional("template", TEMPLATE_MOST);
    checkTemplate(body, kind, template);
    String findUrl =
        before != null && !body.has("find_url")
            ? before.findUrl()
            : body.optional("find_url", ADDRESS_MOST);
    checkFindUrl(body, kind, findUrl);
    if (before != null && findUrl != null && token == null && !findUrl.equals(before.findUrl())) {
      body.fault("token", "is needed again when an address changes");
    }
    boolean closes = body.flag("closes_incidents", before != null && before.closes());
    boolean active = body.flag("active", before == null || before.active());
    String issueType =
        before != null && !body.has("issue_type")
            ? before.issueType()
            : body.optional("issue_type", 100);
    body.check();
    String given = Objects.requireNonNullElse(token, "");
    return new Tracker(
        id,
        name.strip(),
        Objects.requireNonNull(kind),
        url,
        project,
        issueType,
        userName,
        token != null || before == null ? () -> given : before.token(),
        newsSecret,
        template,
        findUrl,
        closes,
        active,
        createdAt);
  }

  /// What is put into a header as it stands must be made of what headers are made of.
  private static @Nullable String token(
      Body body, @Nullable TrackerKind kind, @Nullable String userName) {
    String token = body.optional("token", 2_000);
    if (token == null || kind == null) {
      return token;
    }
    boolean asItStands =
        switch (kind) {
          case GITLAB, GITHUB -> true;
          case JIRA, JIRA_CLOUD, SERVICENOW -> userName == null;
          case WEBHOOK -> false;
        };
    if (asItStands && !token.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      body.fault("token", "must hold visible ASCII characters only, as tokens do");
    }
    return token;
  }

  static Tracker withNewsSecret(Tracker tracker, String secret) {
    return new Tracker(
        tracker.id(),
        tracker.name(),
        tracker.kind(),
        tracker.url(),
        tracker.project(),
        tracker.issueType(),
        tracker.userName(),
        tracker.token(),
        () -> secret,
        tracker.template(),
        tracker.findUrl(),
        tracker.closes(),
        tracker.active(),
        tracker.createdAt());
  }

  private void checkAddress(Body body, String field, String url) {
    if (url.isEmpty()) {
      return;
    }
    try {
      http.check(new URI(url));
    } catch (URISyntaxException malformed) {
      body.fault(field, "is not an address");
    } catch (UnknownHostException _) {
      // may come to exist; each call looks it up anew
    } catch (IOException forbidden) {
      body.fault(field, "cannot be used: " + forbidden.getMessage());
    }
  }

  private static void checkProject(Body body, @Nullable TrackerKind kind, String project) {
    if (kind == null) {
      return;
    }
    String fault =
        switch (kind) {
          case JIRA, JIRA_CLOUD ->
              fits(JIRA_PROJECT, project, "must be the key of a project, for example OPS");
          case GITLAB ->
              fits(GITLAB_PROJECT, project, "must be the path or the number of a project");
          case GITHUB -> fits(GITHUB_PROJECT, project, "must be owner/repository");
          case SERVICENOW ->
              fits(TABLE, project, "must be the name of a table, for example incident");
          case WEBHOOK -> project.isEmpty() ? null : "is not used by a webhook";
        };
    if (fault != null) {
      body.fault("project", fault);
    }
  }

  private static @Nullable String fits(Pattern pattern, String text, String fault) {
    return pattern.matcher(text).matches() ? null : fault;
  }

  private static void checkTemplate(
      Body body, @Nullable TrackerKind kind, @Nullable String template) {
    if (template == null || kind == null) {
      return;
    }
    if (kind != TrackerKind.WEBHOOK) {
      body.fault("template", "is used by webhooks only");
      return;
    }
    String rendered = WebhookDialect.render(template, Slip.SAMPLE, WebhookDialect::quoted);
    try {
      Json.mapper().readTree(rendered);
    } catch (JacksonException notJson) {
      body.fault("template", "does not become JSON: " + notJson.getOriginalMessage());
    }
    if (!rendered.contains(Slip.SAMPLE.incidentId())) {
      body.fault("template", "must name {{correlation_id}} or {{incident_id}}");
    }
  }

  private static void checkFindUrl(Body body, @Nullable TrackerKind kind, @Nullable String url) {
    if (url == null || kind == null) {
      return;
    }
    if (kind != TrackerKind.WEBHOOK) {
      body.fault("find_url", "is used by webhooks only");
    } else if (!WebhookDialect.render(url, Slip.SAMPLE, Asks::escaped)
        .contains(Slip.SAMPLE.correlation())) {
      body.fault("find_url", "must name {{correlation_id}}");
    }
  }
}
