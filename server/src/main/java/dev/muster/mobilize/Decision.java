package dev.muster.mobilize;

import dev.muster.correlate.Declared;
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
  /// @param userIds with nobody who was told in part, for the fallback address
  /// @param toldInPart who was told of the same alerts in another incident: of those people's rules only what was not sent then is sent
  record Page(
      List<String> userIds,
      Urgency urgency,
      int step,
      Reason reason,
      List<Declared.Told> toldInPart) {
    Page {
      userIds = List.copyOf(userIds);
      toldInPart = List.copyOf(toldInPart);
    }

    boolean toFallback() {
      return userIds.isEmpty() && toldInPart.isEmpty();
    }
  }

  static Decision nothing(ResponseState state) {
    return new Decision(state, List.of(), List.of(), null, Map.of());
  }
}
