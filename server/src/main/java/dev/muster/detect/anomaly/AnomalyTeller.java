package dev.muster.detect.anomaly;

import dev.muster.platform.db.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores anomalies, then tells of them until the signal is durable. Belongs to one lane.
///
/// An opening is told before its closing, and the next anomaly of the same series and rule after that, so that the alert follows
/// the order of things.
public final class AnomalyTeller {
  private static final Logger LOG = LoggerFactory.getLogger(AnomalyTeller.class);

  private final Outage outage = new Outage(LOG, "detect.anomalies");

  private static final class Task {
    final Anomaly anomaly;
    final boolean opening;
    boolean stored;
    @Nullable CompletableFuture<Boolean> under;
    @Nullable Instant notBefore;

    Task(Anomaly anomaly, boolean opening) {
      this.anomaly = anomaly;
      this.opening = opening;
    }
  }

  private final AnomalyStore store;
  private final Voice voice;
  private final Duration again;

  /// What is to be told of each dedup key, in order.
  private final Map<String, List<Task>> tasks = new LinkedHashMap<>();

  public AnomalyTeller(AnomalyStore store, Voice voice, Duration again) {
    this.store = store;
    this.voice = voice;
    this.again = again;
  }

  /// Notes one that opened.
  public void open(Anomaly anomaly) {
    add(new Task(anomaly, true));
  }

  /// Notes one that is over.
  public void close(Anomaly anomaly) {
    add(new Task(anomaly, false));
  }

  /// Takes up what was stored and not told.
  public void resume(AnomalyStore.Unfinished unfinished) {
    if (!unfinished.toldOpened()) {
      var task = new Task(unfinished.anomaly(), true);
      task.stored = true;
      add(task);
    }
    if (unfinished.anomaly().closedAt() != null && !unfinished.toldClosed()) {
      var task = new Task(unfinished.anomaly(), false);
      task.stored = true;
      add(task);
    }
  }

  private void add(Task task) {
    tasks.computeIfAbsent(task.anomaly.dedupKey(), _ -> new ArrayList<>()).add(task);
  }

  /// Stores what is new, tells what is stored, notes what was told.
  ///
  /// @param before stores the series that the anomalies belong to; false when it cannot now
  /// @return things done
  public int tell(Instant now, BooleanSupplier before) {
    if (tasks.isEmpty()) {
      return 0;
    }
    try {
      if (!storeNew(before)) {
        return 0;
      }
      int sent = send(now);
      outage.worked();
      return sent;
    } catch (RuntimeException away) {
      outage.failed(away);
      return 0;
    }
  }

  private boolean storeNew(BooleanSupplier before) {
    var opened = new ArrayList<Task>();
    var closed = new ArrayList<Task>();
    for (List<Task> queue : tasks.values()) {
      for (Task task : queue) {
        if (!task.stored) {
          (task.opening ? opened : closed).add(task);
        }
      }
    }
    if (!opened.isEmpty()) {
      if (!before.getAsBoolean()) {
        return false;
      }
      store.open(opened.stream().map(task -> task.anomaly).toList());
      opened.forEach(task -> task.stored = true);
    }
    if (!closed.isEmpty()) {
      store.close(closed.stream().map(task -> task.anomaly).toList());
      closed.forEach(task -> task.stored = true);
    }
    return true;
  }

  private int send(Instant now) {
    var opened = new ArrayList<String>();
    var closed = new ArrayList<String>();
    int done = 0;
    for (List<Task> queue : tasks.values()) {
      Task task = queue.getFirst();
      CompletableFuture<Boolean> under = task.under;
      if (under == null) {
        if (task.notBefore == null || !now.isBefore(task.notBefore)) {
          task.under = voice.tell(task.opening ? opened(task.anomaly) : task.anomaly);
          done++;
          under = task.under;
        }
      }
      if (under != null && under.isDone()) {
        if (under.isCompletedExceptionally() || !under.getNow(false)) {
          task.under = null;
          task.notBefore = now.plus(again);
        } else {
          (task.opening ? opened : closed).add(task.anomaly.id());
          queue.removeFirst();
          done++;
        }
      }
    }
    tasks.values().removeIf(List::isEmpty);
    if (!opened.isEmpty() || !closed.isEmpty()) {
      store.told(opened, closed);
    }
    return done;
  }

  /// As it was when it opened.
  private static Anomaly opened(Anomaly anomaly) {
    return anomaly.closedAt() == null
        ? anomaly
        : new Anomaly(
            anomaly.id(),
            anomaly.ruleId(),
            anomaly.ruleName(),
            anomaly.seriesId(),
            anomaly.series(),
            anomaly.source(),
            anomaly.serviceId(),
            anomaly.severity(),
            anomaly.upwards(),
            anomaly.actual(),
            anomaly.expected(),
            anomaly.lower(),
            anomaly.upper(),
            anomaly.season(),
            anomaly.confidence(),
            anomaly.summary(),
            anomaly.reasons(),
            anomaly.openedAt(),
            null,
            null);
  }
}
