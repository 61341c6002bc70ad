package dev.muster.detect.check;

import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is wrong with things that are watched by waiting or asking. Stored in the transaction of what a change follows from, and
/// told as a signal afterwards, again after a crash.
public interface Conditions {
  /// Notes that something is wrong; nothing new when it was before, unless its severity changes.
  ///
  /// @param key what is watched, for example `heartbeat/PABC`; the alert's key is made of it
  /// @param source what is affected
  /// @param kind of trouble, one or two words
  void open(
      String key,
      String serviceId,
      Severity severity,
      String summary,
      String source,
      String kind,
      Map<String, ? extends @Nullable Object> details,
      Instant now);

  /// Notes that it is over; nothing new when it was not wrong.
  void close(String key, Instant now);
}
