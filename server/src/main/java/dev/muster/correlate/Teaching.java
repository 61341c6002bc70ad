package dev.muster.correlate;

import dev.muster.correlate.ledger.Entry;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.kernel.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What people do to incidents is written down, and the engine that groups by itself hears of it: it leaves alerts where people put
/// them, and learns from where they are the next time that it learns.
///
/// @param ledger where it is written down; null for nowhere
/// @param automatic the engine; null for none
record Teaching(@Nullable Ledger ledger, @Nullable Automatic automatic) {
  /// Nobody listens.
  static final Teaching NOBODY = new Teaching(null, null);

  /// Call it first in the transaction, before anything else is held.
  void begin() {
    if (automatic != null) {
      automatic.hold();
    }
  }

  /// Those alerts are where they are by the word of a person from now on.
  void staying(List<Member> members, String incidentId) {
    if (automatic != null) {
      automatic.place(members.stream().map(Member::alertId).toList(), incidentId);
    }
  }

  /// The incidents that an alert was in before merges put it where it is now, the last one first.
  ///
  /// @param opened when the alert opened; it was in its first incident no sooner
  List<Incidents.Origin> origins(String alertId, Instant opened) {
    if (ledger == null) {
      return List.of();
    }
    var origins = new ArrayList<Incidents.Origin>();
    List<Entry> all = ledger.ofAlert(alertId, null);
    int at = all.size() - 1;
    while (at >= 0 && all.get(at).kind() == Entry.Kind.MERGE) {
      String from = all.get(at).fromIncidentId();
      if (from == null) {
        break;
      }
      do {
        at--;
      } while (at >= 0 && !from.equals(all.get(at).incidentId()));
      origins.add(new Incidents.Origin(from, at < 0 ? opened : all.get(at).at()));
    }
    return origins;
  }

  /// Those alerts are in another incident from now on.
  void moved(
      List<Member> moved,
      @Nullable String fromId,
      String toId,
      Entry.Kind kind,
      Reason reason,
      String byId,
      Instant now) {
    if (ledger != null) {
      ledger.add(
          moved.stream()
              .map(member -> Entry.of(now, member.alertId(), kind, toId, fromId, reason, byId))
              .toList());
    }
    if (automatic != null) {
      List<String> ids = moved.stream().map(Member::alertId).toList();
      automatic.place(ids, toId);
      automatic.teach(ids, fromId, toId, now);
    }
  }
}
