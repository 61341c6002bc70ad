package dev.muster.mobilize.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Changes layers without touching the past and without moving today's person.
///
/// An edit closes the rotation in force and opens another. When the plan keeps its `virtualStart`, whoever has the turn at that
/// moment keeps it until it ends, wherever they stand in the new list; the others follow from there. Somebody who is taken off the
/// list in the middle of their own turn leaves at once, because people are taken off when they cannot answer any more: whoever was
/// put in their place takes over, or else the next one in line, up to the hand-off that was due anyway. An edit that changes
/// `virtualStart` asks for a certain beginning, and gets it.
final class LayerEdit {
  private LayerEdit() {}

  /// A layer of a new schedule: in force as the plan says.
  static Layer create(String id, LayerPlan plan, ZoneId scheduleZone) {
    return new Layer(
        id,
        plan.name(),
        plan.ownZone(),
        List.of(plan.rotation(plan.start(), scheduleZone, 0)),
        false);
  }

  /// A layer that is added to a standing schedule: not before now, so that it does not change who was on call. Empty when the plan
  /// ends before it could begin.
  static Optional<Layer> add(
      String id,
      LayerPlan plan,
      ZoneId scheduleZone,
      Instant now,
      @Nullable Instant effectiveFrom) {
    Instant from = beginning(plan, now, effectiveFrom);
    if (endsBy(plan, from)) {
      return Optional.empty();
    }
    return Optional.of(
        new Layer(
            id, plan.name(), plan.ownZone(), List.of(plan.rotation(from, scheduleZone, 0)), false));
  }

  /// The layer with that plan from now on, from `effectiveFrom`, or from the plan's start, whichever is last. Empty when nothing is
  /// left of it: it had not begun, and shall end before it could.
  static Optional<Layer> change(
      Layer layer,
      LayerPlan asked,
      ZoneId scheduleZone,
      Instant now,
      @Nullable Instant effectiveFrom) {
    Rotation latest = layer.latest();
    LayerPlan plan = asked.near(latest);
    if (layer.rotations().size() == 1 && latest.start().isAfter(now)) {
      // It has not begun: there is no past to keep and nobody to move.
      return add(layer.id(), plan, scheduleZone, now, effectiveFrom);
    }
    boolean sameTurns = plan.sameTurns(latest, scheduleZone);
    boolean stillRuns = latest.endOrNever().isAfter(now);
    if (sameTurns && Objects.equals(latest.end(), plan.end())) {
      return Optional.of(with(layer, plan, layer.rotations()));
    }
    if (sameTurns && !stillRuns && endsBy(plan, now)) {
      return Optional.of(
          with(layer, plan, layer.rotations())); // both ends are past, and the past stays
    }
    if (sameTurns && stillRuns) {
      if (endsBy(plan, Rotation.later(now, latest.start()))) {
        Instant end = Rotation.later(now, plan.end() == null ? now : plan.end());
        return ofRemaining(layer, plan, cut(layer, end));
      }
      var rotations = new ArrayList<>(layer.rotations());
      rotations.set(rotations.size() - 1, latest.endingAt(plan.end()));
      return Optional.of(with(layer, plan, rotations));
    }
    Instant from = beginning(plan, now, effectiveFrom);
    if (endsBy(plan, from)) {
      Instant end = Rotation.later(now, plan.end() == null ? now : plan.end());
      return ofRemaining(layer, plan, cut(layer, end));
    }
    List<Rotation> rotations = cut(layer, from);
    rotations.addAll(opening(layer.rotationAt(from), plan, scheduleZone, from));
    return Optional.of(with(layer, plan, rotations));
  }

  /// The layer without a future; empty when it had no past either.
  static Optional<Layer> remove(Layer layer, Instant now) {
    List<Rotation> past = cut(layer, now);
    return past.isEmpty()
        ? Optional.empty()
        : Optional.of(new Layer(layer.id(), layer.name(), layer.ownZone(), past, true));
  }

  private static Layer with(Layer layer, LayerPlan plan, List<Rotation> rotations) {
    return new Layer(layer.id(), plan.name(), plan.ownZone(), rotations, false);
  }

  private static Optional<Layer> ofRemaining(
      Layer layer, LayerPlan plan, List<Rotation> rotations) {
    return rotations.isEmpty() ? Optional.empty() : Optional.of(with(layer, plan, rotations));
  }

  private static Instant beginning(LayerPlan plan, Instant now, @Nullable Instant effectiveFrom) {
    return Rotation.later(now, effectiveFrom == null ? plan.start() : effectiveFrom);
  }

  private static boolean endsBy(LayerPlan plan, Instant moment) {
    return plan.end() != null && !plan.end().isAfter(moment);
  }

  /// The rotations up to that moment.
  private static List<Rotation> cut(Layer layer, Instant at) {
    var kept = new ArrayList<Rotation>();
    for (Rotation rotation : layer.rotations()) {
      if (rotation.start().isBefore(at)) {
        kept.add(rotation.endOrNever().isAfter(at) ? rotation.endingAt(at) : rotation);
      }
    }
    return kept;
  }

  /// The new rotation, and before it a short one when somebody has to take over the rest of a turn.
  private static List<Rotation> opening(
      @Nullable Rotation before, LayerPlan plan, ZoneId scheduleZone, Instant from) {
    Rotation plain = plan.rotation(from, scheduleZone, 0);
    if (before == null || !before.virtualStart().equals(plan.virtualStart())) {
      return List.of(plain);
    }
    List<String> old = before.users();
    List<String> users = plan.users();
    int place = before.placeOf(before.turnAt(from));
    long turn = plain.turnAt(from);
    int stays = samePlace(old, place, users);
    if (stays >= 0) {
      return List.of(plan.rotation(from, scheduleZone, offset(stays, turn, users)));
    }
    for (int ahead = 1; ahead < old.size(); ahead++) {
      int next = users.indexOf(old.get((place + ahead) % old.size()));
      if (next < 0) {
        continue;
      }
      int offset = offset(next, turn + 1, users);
      Rotation rotation = plan.rotation(from, scheduleZone, offset);
      Instant handoff = rotation.turnStart(turn + 1);
      boolean replaced = !old.contains(rotation.userOf(turn));
      if (replaced || !handoff.isBefore(rotation.endOrNever())) {
        return List.of(
            replaced ? rotation : plan.rotation(from, scheduleZone, offset(next, turn, users)));
      }
      var bridge =
          new Rotation(
              from,
              handoff,
              rotation.zone(),
              plan.virtualStart(),
              plan.turn(),
              0,
              List.of(users.get(next)),
              plan.restrictions());
      return List.of(bridge, plan.rotation(handoff, scheduleZone, offset));
    }
    return List.of(plan.rotation(from, scheduleZone, offset(place % users.size(), turn, users)));
  }

  private static int offset(int place, long turn, List<String> users) {
    return (int) Math.floorMod(place - turn, (long) users.size());
  }

  /// Where that person stands in the new list; -1 when nowhere. Of somebody who stands there more than once, the same of their
  /// places, counted from the front.
  private static int samePlace(List<String> old, int place, List<String> users) {
    String user = old.get(place);
    int nth = (int) old.subList(0, place).stream().filter(user::equals).count();
    int found = -1;
    for (int i = 0; i < users.size() && nth >= 0; i++) {
      if (users.get(i).equals(user)) {
        found = i;
        nth--;
      }
    }
    return found;
  }
}
