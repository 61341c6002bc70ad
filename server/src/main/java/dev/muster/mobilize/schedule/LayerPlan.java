package dev.muster.mobilize.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A layer as somebody wants it to be from some moment on.
///
/// @param start when it shall begin; in the past for a layer that stands means: at once
/// @param end null when it shall go on for ever
/// @param ownZone null to keep the schedule's time zone
record LayerPlan(
    String name,
    Instant start,
    @Nullable Instant end,
    @Nullable ZoneId ownZone,
    Instant virtualStart,
    Duration turn,
    List<String> users,
    List<Restriction> restrictions) {
  LayerPlan {
    users = List.copyOf(users);
    restrictions = List.copyOf(restrictions);
  }

  Rotation rotation(Instant from, ZoneId scheduleZone, int offset) {
    return new Rotation(
        from,
        end,
        ownZone == null ? scheduleZone : ownZone,
        virtualStart,
        turn,
        offset,
        users,
        restrictions);
  }

  /// True when that rotation says the same about who takes turns and how; its start, end and offset aside.
  boolean sameTurns(Rotation rotation, ZoneId scheduleZone) {
    return rotation.virtualStart().equals(virtualStart)
        && rotation.turn().equals(turn)
        && rotation.users().equals(users)
        && rotation.restrictions().equals(restrictions)
        && rotation.zone().equals(ownZone == null ? scheduleZone : ownZone);
  }

  /// The plan with the rotation's exact beginning where it names the same minute. Editors show minutes, and sending back what
  /// they showed does not ask for another beginning.
  LayerPlan near(Rotation rotation) {
    Duration apart = Duration.between(virtualStart, rotation.virtualStart()).abs();
    return apart.isZero() || apart.compareTo(Duration.ofMinutes(1)) >= 0
        ? this
        : new LayerPlan(
            name, start, end, ownZone, rotation.virtualStart(), turn, users, restrictions);
  }
}
