package dev.muster.platform.web;

/// Limits of the HTTP shell.
///
/// @param version what `/about` and the API document say
/// @param maxBodyBytes largest request body of the REST API
/// @param maxIntakeBytes largest request body at the doors for machines, which take batches
/// @param requestsPerMinute how often one token or one user may ask
/// @param sessionRequestsPerMinute the same for a signed-in browser
public record WebSettings(
    String version,
    long maxBodyBytes,
    long maxIntakeBytes,
    int requestsPerMinute,
    int sessionRequestsPerMinute) {
  /// What holds when nothing was set.
  public static WebSettings standard(String version) {
    return new WebSettings(version, 1_048_576, 16_777_216, 960, 6_000);
  }
}
