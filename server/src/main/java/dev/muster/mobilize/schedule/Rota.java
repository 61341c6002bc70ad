package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The whole calculation of a schedule: layers, later ones over earlier ones, and overrides over all of them. Where no layer and
/// no override has anybody, nobody is on call. Pure; times come from outside.
///
/// @param layers lowest first
/// @param standIns by rising number; for a question about a window at least those that overlap it
record Rota(List<Layer> layers, List<StandIn> standIns) {
  /// How far {@link #next} looks ahead at most.
  static final Duration HORIZON = Duration.ofDays(400);

  private static final Duration FURTHER = Duration.ofHours(6);
  private static final TimeRange EVER = new TimeRange(Instant.MIN, Instant.MAX);

  Rota {
    layers = List.copyOf(layers);
    standIns = standIns.stream().sorted(Comparator.comparingLong(StandIn::number)).toList();
  }

  /// Who is on call at that moment; null when nobody is.
  @Nullable String at(Instant moment) {
    for (StandIn standIn : standIns.reversed()) {
      if (!moment.isBefore(standIn.start()) && moment.isBefore(standIn.end())) {
        return standIn.userId();
      }
    }
    for (Layer layer : layers.reversed()) {
      String user = layer.at(moment);
      if (user != null) {
        return user;
      }
    }
    return null;
  }

  /// The whole shift that holds that moment; empty when nobody is on call.
  Optional<Shift> shiftAt(Instant moment) {
    return render(new TimeRange(moment, moment.plusNanos(1)), true).shifts().stream().findFirst();
  }

  /// Renders a window.
  ///
  /// @param overflow leaves the shifts at the window's edges whole instead of cutting them
  Rendering render(TimeRange window, boolean overflow) {
    TimeRange reach = overflow ? reach(window) : window;
    var byLayer = new LinkedHashMap<String, List<Shift>>();
    List<Piece> all = List.of();
    for (Layer layer : layers) {
      List<Piece> pieces = layer.pieces(reach);
      byLayer.put(layer.id(), shifts(Piece.join(pieces), window, overflow));
      all = Piece.over(pieces, all);
    }
    // overrides are whole as they stand, and one that goes on for years hides the layers below it:
    // they need not be laid out for as long
    List<Piece> covers = covers(overflow ? EVER : window);
    return new Rendering(
        window,
        byLayer,
        shifts(covers, window, overflow),
        shifts(Piece.join(Piece.over(covers, all)), window, overflow));
  }

  /// The window widened until it holds every layer's shift at its edges as a whole, also those that go on across changes of the plan. It looks
  /// further each time: a turn in which the plan was changed a thousand times takes a handful of looks, not a thousand.
  private TimeRange reach(TimeRange window) {
    Instant from = window.from();
    Instant until = window.until();
    Duration further = Duration.ofNanos(1);
    while (true) {
      var range = new TimeRange(from.minus(further), until.plus(further));
      for (Layer layer : layers) {
        for (Piece piece : Piece.join(layer.pieces(range))) {
          if (piece.overlaps(window)) {
            from = Rotation.earlier(from, piece.start());
            until = Rotation.later(until, piece.end());
          }
        }
      }
      if (range.from().isBefore(from) && range.until().isAfter(until)) {
        return new TimeRange(from.minusNanos(1), until.plusNanos(1));
      }
      further = FURTHER.compareTo(further) > 0 ? FURTHER : further.multipliedBy(4);
    }
  }

  /// The overrides laid over each other, by one sweep along the time: a year of hourly overrides costs as little as its reading.
  private List<Piece> covers(TimeRange range) {
    List<StandIn> mine =
        standIns.stream()
            .filter(one -> one.start().isBefore(range.until()) && one.end().isAfter(range.from()))
            .sorted(Comparator.comparing(StandIn::start))
            .toList();
    var changes = new TreeSet<Instant>();
    mine.forEach(one -> {
      changes.add(one.start());
      changes.add(one.end());
    });
    var standing = new PriorityQueue<>(Comparator.comparingLong(StandIn::number).reversed());
    var covers = new ArrayList<Piece>();
    StandIn holder = null;
    Instant since = Instant.MIN;
    int next = 0;
    for (Instant change : changes) {
      while (next < mine.size() && !mine.get(next).start().isAfter(change)) {
        standing.add(mine.get(next++));
      }
      while (!standing.isEmpty() && !standing.element().end().isAfter(change)) {
        standing.remove();
      }
      StandIn now = standing.peek();
      if (!Objects.equals(now, holder)) {
        if (holder != null) {
          covers.add(cover(holder, since, change));
        }
        holder = now;
        since = change;
      }
    }
    return covers;
  }

  private static Piece cover(StandIn by, Instant start, Instant end) {
    return new Piece(
        new Shift(by.userId(), start, end, new Shift.Origin.OfOverride(by.id())), false, false);
  }

  private static List<Shift> shifts(List<Piece> pieces, TimeRange window, boolean overflow) {
    var shifts = new ArrayList<Shift>(pieces.size());
    for (Piece piece : pieces) {
      if (piece.overlaps(window)) {
        shifts.add(overflow ? piece.shift() : piece.cut(window));
      }
    }
    return shifts;
  }

  /// Every change of the person on call in the window, in order: hand-offs, starts and ends of gaps. A change at the window's first
  /// moment belongs to it, one at its end to the next window.
  List<Handoff> handoffs(TimeRange window) {
    String before = at(window.from().minusNanos(1));
    Instant covered = window.from();
    var handoffs = new ArrayList<Handoff>();
    for (Shift shift : render(window, false).shifts()) {
      if (covered.isBefore(shift.start()) && before != null) {
        handoffs.add(new Handoff(covered, before, null));
        before = null;
      }
      if (!Objects.equals(before, shift.userId())) {
        handoffs.add(new Handoff(shift.start(), before, shift.userId()));
        before = shift.userId();
      }
      covered = shift.end();
    }
    if (covered.isBefore(window.until()) && before != null) {
      handoffs.add(new Handoff(covered, before, null));
    }
    return handoffs;
  }

  /// The first change of the person on call after that moment; empty when there is none within {@link #HORIZON}.
  Optional<Handoff> next(Instant moment) {
    Instant after = moment.plusNanos(1);
    // Most schedules change within days, so a short look comes first; a look that fails costs
    // little against the next, wider one.
    for (Duration look = Duration.ofDays(2); ; look = look.multipliedBy(6)) {
      boolean farthest = look.compareTo(HORIZON) >= 0;
      Instant until = moment.plus(farthest ? HORIZON : look);
      var handoffs = handoffs(new TimeRange(after, until));
      if (!handoffs.isEmpty()) {
        return Optional.of(handoffs.getFirst());
      }
      if (farthest) {
        return Optional.empty();
      }
    }
  }
}
