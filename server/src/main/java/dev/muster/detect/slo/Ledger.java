package dev.muster.detect.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Bad and all events of one objective by minute and by hour. Safe for use by several threads.
final class Ledger {
  /// How long minutes are kept: the longest window of a burn rate and some time to look back.
  static final Duration MINUTES = Duration.ofDays(8);

  private static final long MINUTE = 60_000;
  private static final long HOUR = 3_600_000;

  /// A count.
  record Count(double bad, double total) {
    static final Count NONE = new Count(0, 0);

    Count plus(double moreBad, double moreTotal) {
      return new Count(bad + moreBad, total + moreTotal);
    }

    /// Share of bad events; 0 when there were none at all.
    double share() {
      return total <= 0 ? 0 : Math.min(1, bad / total);
    }
  }

  /// A minute or an hour that has to be written.
  record Entry(long millis, Count count) {}

  private final TreeMap<Long, Count> minutes = new TreeMap<>();
  private final TreeMap<Long, Count> hours = new TreeMap<>();
  private final TreeMap<Long, Boolean> dirty = new TreeMap<>();

  private long first = Long.MIN_VALUE;

  /// From now on events before that moment are passed over: those are counted from what is kept, and none may count twice, or for some
  /// of the series only.
  synchronized void countFrom(Instant from) {
    first = from.toEpochMilli();
  }

  /// Adds events at that time.
  synchronized void add(long millis, double bad, double total) {
    if (millis < first) {
      return;
    }
    long minute = Math.floorDiv(millis, MINUTE);
    minutes.merge(minute, new Count(bad, total), (old, more) -> old.plus(more.bad, more.total));
    hours.merge(
        Math.floorDiv(millis, HOUR),
        new Count(bad, total),
        (old, more) -> old.plus(more.bad, more.total));
    dirty.put(minute, true);
  }

  /// Its minutes and hours as they would be with those of another one; only what the other one has.
  synchronized List<List<Entry>> with(Ledger other) {
    return List.of(
        sums(other.counts(other.minutes), minutes, MINUTE),
        sums(other.counts(other.hours), hours, HOUR));
  }

  private static List<Entry> sums(
      SortedMap<Long, Count> more, SortedMap<Long, Count> own, long millis) {
    var sums = new ArrayList<Entry>();
    more.forEach((place, count) ->
        sums.add(
            new Entry(
                place * millis,
                own.getOrDefault(place, Count.NONE).plus(count.bad(), count.total()))));
    return sums;
  }

  private synchronized SortedMap<Long, Count> counts(SortedMap<Long, Count> of) {
    return new TreeMap<>(of);
  }

  /// Takes up what another one has counted and what is stored already.
  synchronized void take(Ledger other) {
    other
        .counts(other.minutes)
        .forEach((minute, count) ->
            minutes.merge(minute, count, (old, more) -> old.plus(more.bad, more.total)));
    other
        .counts(other.hours)
        .forEach((hour, count) ->
            hours.merge(hour, count, (old, more) -> old.plus(more.bad, more.total)));
  }

  /// Takes up what was stored.
  synchronized void restore(List<Entry> storedMinutes, List<Entry> storedHours) {
    storedMinutes.forEach(
        entry -> minutes.put(Math.floorDiv(entry.millis(), MINUTE), entry.count()));
    storedHours.forEach(entry -> hours.put(Math.floorDiv(entry.millis(), HOUR), entry.count()));
  }

  /// Events of the last while before that moment, by the minute.
  synchronized Count last(Duration while_, Instant now) {
    long until = Math.floorDiv(now.toEpochMilli(), MINUTE);
    return sum(minutes.subMap(until - while_.toMinutes(), until).values());
  }

  /// Minutes between two moments in which events were counted, by their start in milliseconds.
  synchronized SortedMap<Long, Count> between(Instant from, Instant to) {
    var found = new TreeMap<Long, Count>();
    long first = Math.floorDiv(from.toEpochMilli(), MINUTE);
    long end = Math.ceilDiv(to.toEpochMilli(), MINUTE);
    if (first < end) {
      minutes.subMap(first, end).forEach((minute, count) -> found.put(minute * MINUTE, count));
    }
    return found;
  }

  /// Events of the window before that moment, by the hour and for the hour that runs by the minute.
  synchronized Count window(Duration window, Instant now) {
    long until = Math.floorDiv(now.toEpochMilli(), HOUR);
    Count whole = sum(hours.subMap(until - window.toHours(), until).values());
    long minute = Math.floorDiv(now.toEpochMilli(), MINUTE);
    Count rest = sum(minutes.subMap(until * 60, Math.max(until * 60, minute)).values());
    return whole.plus(rest.bad(), rest.total());
  }

  /// How much of the window before that moment has been counted: all of it, or the time since the first event.
  synchronized Duration known(Duration window, Instant now) {
    long from = Math.floorDiv(now.toEpochMilli(), HOUR) - window.toHours();
    Long hour = hours.ceilingKey(from);
    if (hour == null) {
      return Duration.ZERO;
    }
    Long minute = minutes.ceilingKey(hour * 60);
    long first = minute != null && minute < (hour + 1) * 60 ? minute : hour * 60;
    var known = Duration.ofMillis(now.toEpochMilli() - first * MINUTE);
    // when the oldest hour is known, all of the window is
    return hour == from || known.compareTo(window) > 0
        ? window
        : known.toMinutes() < 1 ? Duration.ofMinutes(1) : known;
  }

  private static Count sum(Iterable<Count> counts) {
    Count all = Count.NONE;
    for (Count count : counts) {
      all = all.plus(count.bad(), count.total());
    }
    return all;
  }

  /// Minutes that have changed since the last call, with their hours.
  synchronized List<List<Entry>> changed() {
    var changedMinutes = new ArrayList<Entry>();
    var changedHours = new TreeMap<Long, Entry>();
    for (Long minute : dirty.keySet()) {
      changedMinutes.add(new Entry(minute * MINUTE, minutes.getOrDefault(minute, Count.NONE)));
      long hour = Math.floorDiv(minute, 60L);
      changedHours.put(hour, new Entry(hour * HOUR, hours.getOrDefault(hour, Count.NONE)));
    }
    dirty.clear();
    return List.of(changedMinutes, List.copyOf(changedHours.values()));
  }

  /// Forgets what nobody needs any more.
  synchronized void forget(Instant now, Duration window) {
    minutes.headMap(Math.floorDiv(now.minus(MINUTES).toEpochMilli(), MINUTE)).clear();
    hours.headMap(Math.floorDiv(now.minus(window.plus(MINUTES)).toEpochMilli(), HOUR)).clear();
  }
}
