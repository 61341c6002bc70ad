package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The desk of the schedules: who is on call, and when that changes. Reads join the caller's transaction. Schedules are made and
/// changed through the REST API.
public interface Schedules {
  /// The whole shift that holds that moment; empty when nobody is on call, or there is no such schedule.
  Optional<Shift> onCall(String scheduleId, Instant at);

  /// The same for many schedules in two queries; schedules without anybody on call are left out.
  Map<String, Shift> onCall(Collection<String> scheduleIds, Instant at);

  /// What the schedule looks like in that window.
  ///
  /// @param overflow leaves the shifts at the window's edges whole instead of cutting them
  /// @throws dev.muster.platform.web.ApiException 404 when there is no such schedule
  Rendering render(String scheduleId, TimeRange window, boolean overflow);

  /// The first change of the person on call after that moment, for a timer; empty when nothing changes within 400 days or there
  /// is no such schedule.
  Optional<Handoff> next(String scheduleId, Instant after);

  /// Every change of the person on call in that window, starts and ends of gaps too; none when there is no such schedule.
  List<Handoff> handoffs(String scheduleId, TimeRange window);

  /// Names by id; ids that do not exist are left out.
  Map<String, String> names(Collection<String> scheduleIds);

  /// Hears of every schedule that was made, changed or deleted, or got or lost an override; in the transaction of the change.
  interface Watcher {
    /// @param next the next change of the person on call; null when nothing changes in the time ahead or the schedule is gone
    void changed(String scheduleId, @Nullable Handoff next, Instant now);
  }
}
