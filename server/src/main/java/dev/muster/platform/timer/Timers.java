package dev.muster.platform.timer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Moments at which something is due, kept with the state that they belong to: setting and cancelling happen in the caller's
/// transaction. At most one timer stands for an owner, key and kind.
public interface Timers {
  /// A timer as it was set.
  ///
  /// @param owner the room that is told
  /// @param key what it is about, for example an incident's id
  /// @param kind what is due, for example `escalate`
  /// @param payload the room's own JSON or text
  record Timer(String owner, String key, String kind, Instant dueAt, String payload) {}

  /// Sets the timer, or moves the one that stands.
  void set(String owner, String key, String kind, Instant dueAt, String payload);

  /// Cancels it; nothing happens when none stands.
  void cancel(String owner, String key, String kind);

  void cancelAll(String owner, String key);

  /// What stands for that key, earliest first; what the REST API calls pending actions.
  List<Timer> pending(String owner, String key);

  /// What has fallen due, earliest first. Takes nothing away and holds nothing.
  List<Timer> due(String owner, Instant now, int most);

  /// Takes those timers away, inside the caller's transaction, and answers, earliest first, the ones that still stood as they were
  /// given: neither moved, nor cancelled, nor taken or held by somebody else.
  List<Timer> take(List<Timer> due);

  /// When the owner's next timer is due; null when none stands.
  @Nullable Instant nextDue(String owner);
}
