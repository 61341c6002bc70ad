package dev.muster.alert;

import dev.muster.platform.lane.Lanes;
import dev.muster.platform.lane.Lanes.Share;
import dev.muster.signal.Signal;
import dev.muster.signal.SignalSink;
import dev.muster.signal.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Hands signals to the writers of their keys.
final class AlertDoor implements SignalSink {
  private static final List<Integer> FIRST = List.of(0);

  private final Lanes<AlertKeeper.Portion, List<AlertStep.Why>> lanes;

  AlertDoor(Lanes<AlertKeeper.Portion, List<AlertStep.Why>> lanes) {
    this.lanes = lanes;
  }

  @Override
  public Optional<CompletableFuture<List<List<AlertStep.Why>>>> accept(Submission submission) {
    List<Signal> signals = submission.signals();
    if (signals.size() == 1) {
      return lanes.submit(
          List.of(
              new Share<>(writer(signals.getFirst()), new AlertKeeper.Portion(submission, FIRST))));
    }
    @Nullable List<Integer>[] byWriter = lists(lanes.count());
    for (int i = 0; i < signals.size(); i++) {
      int writer = writer(signals.get(i));
      List<Integer> chosen = byWriter[writer];
      if (chosen == null) {
        chosen = new ArrayList<>(signals.size());
        byWriter[writer] = chosen;
      }
      chosen.add(i);
    }
    var shares = new ArrayList<Share<AlertKeeper.Portion>>(byWriter.length);
    for (int writer = 0; writer < byWriter.length; writer++) {
      List<Integer> chosen = byWriter[writer];
      if (chosen != null) {
        shares.add(new Share<>(writer, new AlertKeeper.Portion(submission, chosen)));
      }
    }
    return lanes.submit(shares);
  }

  private int writer(Signal signal) {
    return Alerts.lane(signal.integrationId(), signal.dedupKey()) % lanes.count();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays and generics
  private static @Nullable List<Integer>[] lists(int count) {
    return new List[count];
  }
}
