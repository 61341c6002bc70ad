package dev.muster.mobilize;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Urgency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a step decided.
///
/// @param after the response from now on
/// @param events what is said of it, in order; empty when nothing changed
/// @param pages who is to be told
/// @param hush what is still to be told of earlier steps is void, and why; null when it stands
/// @param rings by rule id, the place that is next from now on
record Decision(
    ResponseState after,
    List<MobilizeEvent> events,
    List<Page> pages,
    @Nullable String hush,
    Map<String, Long> rings) {

  /// Tell these people, each by the rules of that urgency.
  ///
  /// @param userIds empty for the fallback address
  record Page(List<String> userIds, Urgency urgency, int step, Reason reason) {}

  static Decision nothing(ResponseState state) {
    return new Decision(state, List.of(), List.of(), null, Map.of());
  }
}
