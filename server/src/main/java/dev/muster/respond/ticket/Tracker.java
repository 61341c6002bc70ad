package dev.muster.respond.ticket;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A ticket tracker that incidents may be filed in.
///
/// @param url where it is, without a slash at its end: Jira's and ServiceNow's own address, GitLab's, GitHub's API, or the address that
///     takes a webhook
/// @param project Jira's project key, GitLab's path or number of a project, GitHub's `owner/repository`, ServiceNow's table; empty for a
///     webhook
/// @param issueType Jira's type of issue; null for others
/// @param userName account of the token where the tracker wants both; null where the token says it all
/// @param token what proves us: API token, password, or the secret that webhooks are signed with; never shown
/// @param newsSecret what proves that news come from the tracker; shown once
/// @param template body of a webhook as JSON with names in double braces; null for the usual one
/// @param findUrl where a webhook's tracker is asked for a ticket by its correlation id; null when it cannot be asked
/// @param closes whether a ticket that was closed there resolves its incident here
/// @param active false while people have switched it off
record Tracker(
    String id,
    String name,
    TrackerKind kind,
    String url,
    String project,
    @Nullable String issueType,
    @Nullable String userName,
    Secret token,
    Secret newsSecret,
    @Nullable String template,
    @Nullable String findUrl,
    boolean closes,
    boolean active,
    Instant createdAt) {
  /// A text that is opened by whoever uses it, not by whoever reads its tracker: most only want to know where the tracker is, and one that
  /// cannot be opened stops nothing else.
  interface Secret {
    /// @throws IllegalStateException when its key is missing
    String open();
  }

  Dialect dialect() {
    return kind.dialect();
  }
}
