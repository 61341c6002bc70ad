package dev.muster.mobilize;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Who is on call, as the responses need to know it.
interface OnCall {
  /// The people on call by schedule id; a schedule without anybody is left out.
  Map<String, List<String>> at(Collection<String> scheduleIds, Instant at);

  /// Names by schedule id.
  Map<String, String> names(Collection<String> scheduleIds);
}
