package dev.muster.signal.hook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the settings of webhooks and the calls are kept.
interface HookRepository {
  /// Calls kept of each integration.
  int CALLS_KEPT = 200;

  /// Empty when nobody has set anything up for the integration.
  Optional<Hook> hook(String integrationId);

  /// All that were set up.
  List<Hook> hooks();

  /// Rises with every change.
  long version();

  /// Says that something changes; whoever else says so waits until the running transaction has ended.
  void raiseVersion();

  /// What is {@link Hook#lost} of it stays as it is kept: its usual value may open the door to anybody.
  void save(Hook hook);

  void delete(String integrationId);

  /// Writes calls down and forgets what is older than the newest {@link #CALLS_KEPT} of each of their integrations.
  void add(List<Call> calls);

  /// Newest first.
  ///
  /// @param outcome only with this; null for all
  List<Call> calls(String integrationId, Call.@Nullable Outcome outcome, int offset, int limit);

  long count(String integrationId, Call.@Nullable Outcome outcome);

  /// Forgets calls from before that moment.
  ///
  /// @return how many
  int forget(Instant before);
}
