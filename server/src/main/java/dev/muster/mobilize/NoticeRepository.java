package dev.muster.mobilize;

import dev.muster.correlate.Declared;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps who is told what. All writes run in the caller's transaction.
interface NoticeRepository {
  /// Adds those that are not there yet: one for an incident, step, person and rule.
  ///
  /// @return the ids of those that were added
  Set<String> add(Collection<Notice> notices);

  void save(Notice notice);

  /// Waiting notices that are due, high urgency first and then the newest; held, leaving alone those that another node holds.
  List<Notice> claim(Instant now, int most);

  /// Waiting or leaving ones of those incidents, held.
  List<Notice> holdUnsent(Collection<String> incidentIds);

  /// The notices of one message, held.
  List<Notice> holdOf(String parcelId);

  /// The notices of one message, held by nobody, the newest first.
  List<Notice> ofParcel(String parcelId);

  /// What left in texts to that number since then, held by nobody, the newest first, so many at most that nobody answers more.
  List<Notice> toNumber(String number, Instant since);

  /// How many of them there are at most.
  int TEXTS_MOST = 200;

  /// All of the incident, oldest first.
  List<Notice> ofIncident(String incidentId);

  /// Who was told of the incident by something that was due from that moment on and reached them as far as is known, each once: with the
  /// highest urgency, and of that by the latest step. Requests for help do not count, as they ask for something else.
  List<Declared.Told> told(String incidentId, Instant since);

  /// Keeps a receipt of a message.
  ///
  /// @return false when there was one of that kind before, which stays
  boolean keep(String parcelId, Notification.Receipt receipt);

  /// The receipts of these messages, of each in the order of their states.
  Map<String, List<Notification.Receipt>> receipts(Collection<String> parcelIds);

  /// What one person is told of the incident in one step, oldest first.
  List<Notice> ofPerson(String incidentId, int step, String userId);

  /// Those of them that wait or were called off, held; leaving alone those that another transaction holds.
  List<Notice> holdOpenTo(String incidentId, int step, String userId);

  /// All of the incident as people see them, each with the newest receipt of its message; oldest first.
  default List<Notification> views(String incidentId) {
    List<Notice> all = ofIncident(incidentId);
    Map<String, List<Notification.Receipt>> receipts =
        receipts(all.stream().map(Notice::parcelId).filter(Objects::nonNull).distinct().toList());
    return all.stream()
        .map(notice -> {
          String parcel = notice.parcelId();
          List<Notification.Receipt> of =
              parcel == null ? List.of() : receipts.getOrDefault(parcel, List.of());
          return notice.view(of.isEmpty() ? null : of.getLast());
        })
        .toList();
  }

  /// Holds the outlet and says when something last left through it; null when never.
  @Nullable Instant holdOutlet(String outlet);

  void left(String outlet, Instant at);

  /// False when certainly none is due, without holding any; for whoever looks often.
  boolean mayBeDue(Instant now);

  /// When the next one is due; null when none waits.
  @Nullable Instant nextDue();
}
