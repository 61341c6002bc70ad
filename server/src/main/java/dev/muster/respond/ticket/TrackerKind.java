package dev.muster.respond.ticket;

import dev.muster.kernel.Words;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What sort of ticket tracker, and how it is spoken to.
enum TrackerKind {
  /// Jira Data Center and Server: REST API v2, texts as they are.
  JIRA("Jira Data Center"),
  /// Jira Cloud: REST API v3, texts as documents.
  JIRA_CLOUD("Jira Cloud"),
  GITLAB("GitLab issues"),
  GITHUB("GitHub issues"),
  SERVICENOW("ServiceNow"),
  /// Anything that takes a signed JSON body.
  WEBHOOK("Webhook");

  private final String words;

  TrackerKind(String words) {
    this.words = words;
  }

  /// What people call it.
  String words() {
    return words;
  }

  Dialect dialect() {
    return switch (this) {
      case JIRA -> new JiraDialect(false);
      case JIRA_CLOUD -> new JiraDialect(true);
      case GITLAB -> new GitlabDialect();
      case GITHUB -> new GithubDialect();
      case SERVICENOW -> new ServiceNowDialect();
      case WEBHOOK -> new WebhookDialect();
    };
  }

  String wire() {
    return Words.of(this);
  }

  static Optional<TrackerKind> of(String word) {
    return Words.find(TrackerKind.class, word);
  }

  /// All wire words, for error texts.
  static String all() {
    return Arrays.stream(values()).map(TrackerKind::wire).collect(Collectors.joining(", "));
  }
}
