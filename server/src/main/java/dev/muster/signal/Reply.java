package dev.muster.signal;

/// What a sender is told.
///
/// @param json the body
/// @param retryAfter seconds after which to try again; 0 when there is no need
public record Reply(int status, String json, int retryAfter) {
  Reply(int status, String json) {
    this(status, json, 0);
  }
}
