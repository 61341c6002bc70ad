package dev.muster.mobilize;

import dev.muster.catalog.ContactMethod;
import dev.muster.correlate.Declared;
import dev.muster.platform.db.MemoryTable;
import dev.muster.platform.db.MemoryTransactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Notices in memory, for simulations.
final class MemoryNoticeRepository implements NoticeRepository {
  private final MemoryTable<String, Notice> notices;
  private final MemoryTable<String, Instant> outlets;
  private final MemoryTable<String, Notification.Receipt> receipts;

  MemoryNoticeRepository(MemoryTransactions transactions) {
    notices = new MemoryTable<>(transactions);
    outlets = new MemoryTable<>(transactions);
    receipts = new MemoryTable<>(transactions);
  }

  @Override
  public Set<String> add(Collection<Notice> wanted) {
    var added = new HashSet<String>();
    for (Notice notice : wanted) {
      boolean there =
          notices.all().stream()
              .anyMatch(other ->
                  other.incidentId().equals(notice.incidentId())
                      && other.step() == notice.step()
                      && Objects.equals(other.userId(), notice.userId())
                      && other.rule().equals(notice.rule()));
      if (!there) {
        notices.put(notice.id(), notice);
        added.add(notice.id());
      }
    }
    return added;
  }

  @Override
  public void save(Notice notice) {
    notices.put(notice.id(), notice);
  }

  @Override
  public List<Notice> claim(Instant now, int most) {
    return notices.all().stream()
        .filter(notice -> notice.state() == Notice.State.WAITING && !notice.dueAt().isAfter(now))
        .sorted(
            Comparator.comparing(Notice::urgency)
                .thenComparing(Notice::dueAt, Comparator.reverseOrder()))
        .limit(most)
        .toList();
  }

  @Override
  public List<Notice> holdUnsent(Collection<String> incidentIds) {
    return notices.all().stream()
        .filter(notice ->
            incidentIds.contains(notice.incidentId())
                && (notice.state() == Notice.State.WAITING
                    || notice.state() == Notice.State.LEAVING))
        .toList();
  }

  @Override
  public List<Notice> holdOf(String parcelId) {
    return notices.all().stream().filter(notice -> parcelId.equals(notice.parcelId())).toList();
  }

  @Override
  public List<Notice> ofParcel(String parcelId) {
    return holdOf(parcelId).stream()
        .sorted(Comparator.comparing(Notice::createdAt).reversed().thenComparing(Notice::id))
        .toList();
  }

  @Override
  public List<Notice> toNumber(String number, Instant since) {
    return notices.all().stream()
        .filter(notice ->
            (notice.channel() == ContactMethod.Type.SMS
                    || notice.channel() == ContactMethod.Type.WHATSAPP)
                && notice.address().equals(number)
                && notice.createdAt().isAfter(since)
                && notice.parcelId() != null)
        .sorted(Comparator.comparing(Notice::createdAt).reversed().thenComparing(Notice::id))
        .limit(TEXTS_MOST)
        .toList();
  }

  @Override
  public List<Notice> ofIncident(String incidentId) {
    return notices.all().stream()
        .filter(notice -> notice.incidentId().equals(incidentId))
        .sorted(
            Comparator.comparing(Notice::createdAt)
                .thenComparing(Notice::dueAt)
                .thenComparing(Notice::id))
        .toList();
  }

  @Override
  public List<Declared.Told> told(String incidentId, Instant since) {
    var told = new TreeMap<String, List<Notice>>();
    for (Notice notice : ofIncident(incidentId)) {
      String parcel = notice.parcelId();
      boolean failed =
          parcel != null && receipts.get(parcel + " " + Notification.Receipt.State.FAILED) != null;
      if (notice.userId() != null
          && notice.state() == Notice.State.SENT
          && !notice.asksForHelp()
          && !failed) {
        told.computeIfAbsent(notice.userId(), _ -> new ArrayList<>()).add(notice);
      }
    }
    return told.entrySet().stream()
        .flatMap(one ->
            one.getValue().stream()
                .filter(notice -> !notice.dueAt().isBefore(since))
                .min(
                    Comparator.comparing(Notice::urgency)
                        .thenComparing(Notice::step, Comparator.reverseOrder()))
                .map(best ->
                    new Declared.Told(
                        one.getKey(),
                        best.urgency(),
                        best.createdAt(),
                        one.getValue().stream()
                            .filter(notice ->
                                notice.step() == best.step() && notice.urgency() == best.urgency())
                            .map(Notice::rule)
                            .collect(Collectors.toSet())))
                .stream())
        .toList();
  }

  @Override
  public boolean keep(String parcelId, Notification.Receipt receipt) {
    String key = parcelId + " " + receipt.state();
    if (receipts.get(key) != null) {
      return false;
    }
    receipts.put(key, receipt);
    return true;
  }

  @Override
  public Map<String, List<Notification.Receipt>> receipts(Collection<String> parcelIds) {
    var found = new HashMap<String, List<Notification.Receipt>>();
    for (String parcel : parcelIds) {
      for (Notification.Receipt.State state : Notification.Receipt.State.values()) {
        Notification.Receipt receipt = receipts.get(parcel + " " + state);
        if (receipt != null) {
          found.computeIfAbsent(parcel, _ -> new ArrayList<>()).add(receipt);
        }
      }
    }
    return found;
  }

  @Override
  public List<Notice> ofPerson(String incidentId, int step, String userId) {
    return ofIncident(incidentId).stream()
        .filter(notice -> notice.step() == step && userId.equals(notice.userId()))
        .toList();
  }

  @Override
  public List<Notice> holdOpenTo(String incidentId, int step, String userId) {
    return ofPerson(incidentId, step, userId).stream()
        .filter(notice ->
            notice.state() == Notice.State.WAITING || notice.state() == Notice.State.CANCELLED)
        .toList();
  }

  @Override
  public @Nullable Instant holdOutlet(String outlet) {
    return outlets.get(outlet);
  }

  @Override
  public void left(String outlet, Instant at) {
    outlets.put(outlet, at);
  }

  @Override
  public boolean mayBeDue(Instant now) {
    Instant next = nextDue();
    return next != null && !next.isAfter(now);
  }

  @Override
  public @Nullable Instant nextDue() {
    return notices.all().stream()
        .filter(notice -> notice.state() == Notice.State.WAITING)
        .map(Notice::dueAt)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
