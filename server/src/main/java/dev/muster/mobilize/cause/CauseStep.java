package dev.muster.mobilize.cause;

import dev.muster.correlate.ledger.ThoughtEvent;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What follows from a thought about an incident's cause. Pure. The cause has moved when another service is clearly likelier than the one
/// whose people have the incident, twice in a row or beyond doubt; so a ranking that wavers wakes nobody.
final class CauseStep {
  static final int VERSION = 1;

  /// A service is a cause to act on from here.
  static final double LIKELY = 0.5;

  /// It must be likelier than the service that has the incident by this.
  static final double CLEARLY = 0.2;

  /// From here once is enough.
  static final double BEYOND_DOUBT = 0.85;

  /// Looks in a row; incidents are looked at once a minute at most.
  static final int TWICE = 2;

  /// Other services whose people are asked to help with one incident. What moves more often is not understood.
  static final int MOST_MOVES = 3;

  /// From here the owners of a service are informed that it may have part in it.
  static final double WORTH_KNOWING = 0.1;

  /// Services whose owners are informed of one incident.
  static final int MOST_INFORMED = 20;

  /// The cause has moved.
  ///
  /// @param asks whether the people of that service are to be asked to help: not when they have been, or when it moved too often
  record Move(String from, ThoughtEvent.Owner to, boolean asks) {}

  /// @param inform services whose owners are to be told now
  record Step(CauseWatch watch, @Nullable Move move, SortedSet<String> inform) {}

  private CauseStep() {}

  /// @param owners services that probably caused it, likeliest first
  /// @param touched services that its alerts came in through
  static Step consider(
      CauseWatch before, List<ThoughtEvent.Owner> owners, Collection<String> touched) {
    CauseWatch watch = before;
    Move move = null;
    ThoughtEvent.Owner top = owners.isEmpty() ? null : owners.getFirst();
    double leads =
        owners.stream()
            .filter(owner -> owner.serviceId().equals(before.lead()))
            .mapToDouble(ThoughtEvent.Owner::probability)
            .findFirst()
            .orElse(0);
    if (top == null
        || top.serviceId().equals(before.lead())
        || top.probability() < LIKELY
        || top.probability() - leads < CLEARLY) {
      watch = watch.wavering(null, 0);
    } else {
      int votes = top.serviceId().equals(before.candidate()) ? before.votes() + 1 : 1;
      if (votes >= TWICE || top.probability() >= BEYOND_DOUBT) {
        boolean asks =
            !before.asked().contains(top.serviceId()) && before.asked().size() <= MOST_MOVES;
        move = new Move(before.lead(), top, asks);
        watch = watch.ledBy(top.serviceId());
      } else {
        watch = watch.wavering(top.serviceId(), votes);
      }
    }
    var inform = new TreeSet<>(touched);
    owners.stream()
        .filter(owner -> owner.probability() >= WORTH_KNOWING)
        .forEach(owner -> inform.add(owner.serviceId()));
    inform.removeAll(watch.asked());
    inform.removeAll(watch.informed());
    while (inform.size() > Math.max(0, MOST_INFORMED - watch.informed().size())) {
      inform.removeLast();
    }
    return new Step(watch.informing(inform), move, inform);
  }
}
