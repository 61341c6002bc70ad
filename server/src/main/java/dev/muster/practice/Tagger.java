package dev.muster.practice;

import dev.muster.alert.AlertEvent;
import dev.muster.mobilize.ExperimentDesk;
import dev.muster.platform.fact.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Keeps the record of which alerts came on the targets of experiments and whether those expected them. An alert that changes is judged
/// anew: when it is no longer what was expected, whoever answers for it is told. One that was unexpected once stays so.
final class Tagger {
  private final PostgresExperiments store;
  private final Watchman watchman;
  private final ExperimentDesk desk;

  Tagger(PostgresExperiments store, Watchman watchman, ExperimentDesk desk) {
    this.store = store;
    this.watchman = watchman;
    this.desk = desk;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    var opened = new TreeSet<String>();
    var changed = new TreeSet<String>();
    Instant first = now;
    for (Fact fact : facts) {
      var event = (AlertEvent) fact.event();
      boolean taken =
          switch (event) {
            case AlertEvent.AlertOpened one -> opened.add(one.alertId());
            case AlertEvent.AlertChanged one -> changed.add(one.alertId());
            case AlertEvent.AlertReleased one -> changed.add(one.alertId()); // it may be worse now
            case AlertEvent.AlertAcknowledged _,
                AlertEvent.AlertResolved _,
                AlertEvent.AlertFlapping _ ->
                false;
          };
      if (taken) {
        first = event.at().isBefore(first) ? event.at() : first;
      }
    }
    List<Experiment> active =
        opened.isEmpty() && changed.isEmpty() ? List.of() : store.activeSince(first);
    if (active.isEmpty()) {
      return;
    }
    for (Watchman.Seen seen : watchman.judge(opened, active)) {
      store.tag(tag(seen));
    }
    reconsider(watchman.judge(changed, active), active, now);
  }

  private void reconsider(List<Watchman.Seen> changed, List<Experiment> active, Instant now) {
    if (changed.isEmpty()) {
      return;
    }
    Map<String, PostgresExperiments.Tag> before =
        store.ofAlerts(changed.stream().map(Watchman.Seen::alertId).toList());
    var doubtful = new ArrayList<String>();
    for (Watchman.Seen seen : changed) {
      PostgresExperiments.Tag is = tag(seen);
      PostgresExperiments.Tag was = before.getOrDefault(seen.alertId(), is);
      if (was.expected() && !was.equals(is)) {
        store.retag(is);
      }
      if (!is.expected() || !was.experimentId().equals(is.experimentId())) {
        doubtful.add(seen.alertId());
      }
    }
    if (!doubtful.isEmpty()) {
      // Whoever is keeping an incident to a team has looked at its alerts as they were, and holds
      // the experiment until that can be seen. Those that have begun since are held as well: the
      // desk will want them, too, and one with a lesser id would come out of order then.
      store.holdActiveAnd(active.stream().map(Experiment::id).toList());
      desk.reconsider(doubtful, now);
    }
  }

  private static PostgresExperiments.Tag tag(Watchman.Seen seen) {
    Judging.Judged judged = seen.judged();
    return new PostgresExperiments.Tag(
        judged.experiment().id(),
        seen.alertId(),
        judged.expected(),
        judged.reason().words(),
        seen.openedAt());
  }
}
