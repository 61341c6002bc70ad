package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes up schedules, and windows of time that like to lie where clocks change.
final class Rotas {
  static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");
  static final Instant LAST = Instant.parse("2031-01-01T00:00:00Z");

  /// Every zone whose clocks change between 2024 and 2030.
  static final List<String> CHANGING =
      ZoneId.getAvailableZoneIds().stream().sorted().filter(id -> !changes(id).isEmpty()).toList();

  private static final List<Duration> TURNS =
      List.of(
          Duration.ofHours(1),
          Duration.ofMinutes(90),
          Duration.ofHours(8),
          Duration.ofHours(12),
          Duration.ofHours(36),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(7),
          Duration.ofDays(14),
          Duration.ofDays(30));

  private Rotas() {}

  static List<ZoneOffsetTransition> changes(String zone) {
    var changes = new ArrayList<ZoneOffsetTransition>();
    var rules = ZoneId.of(zone).getRules();
    for (var change = rules.nextTransition(FIRST);
        change != null && change.getInstant().isBefore(LAST);
        change = rules.nextTransition(change.getInstant())) {
      changes.add(change);
    }
    return changes;
  }

  static <T> T one(RandomGenerator any, List<T> of) {
    return of.get(any.nextInt(of.size()));
  }

  static String zone(RandomGenerator any) {
    return any.nextInt(8) == 0
        ? one(any, List.of("UTC", "Asia/Kolkata", "Asia/Manila", "Asia/Kathmandu"))
        : one(any, CHANGING);
  }

  static Instant minute(RandomGenerator any, Instant from, Instant until) {
    long minutes = Duration.between(from, until).toMinutes();
    return from.plus(Duration.ofMinutes(any.nextLong(minutes + 1)));
  }

  /// A moment on a minute, often within a day of a change of the zone's clocks.
  static Instant moment(RandomGenerator any, String zone) {
    var changes = changes(zone);
    if (changes.isEmpty() || any.nextInt(4) == 0) {
      return minute(any, FIRST, LAST);
    }
    Instant change = one(any, changes).getInstant();
    return minute(any, change.minus(Duration.ofDays(1)), change.plus(Duration.ofDays(1)));
  }

  static TimeRange window(RandomGenerator any, String zone, Duration most) {
    Instant middle = moment(any, zone);
    Instant from = minute(any, middle.minus(most.dividedBy(2)), middle);
    return new TimeRange(from, minute(any, middle.plusSeconds(60), from.plus(most)));
  }

  static Restriction restriction(RandomGenerator any) {
    LocalTime start = LocalTime.of(any.nextInt(24), any.nextInt(4) * 15);
    return any.nextBoolean()
        ? new Restriction.Daily(start, Duration.ofMinutes(15L * any.nextInt(1, 97)))
        : new Restriction.Weekly(
            DayOfWeek.of(any.nextInt(1, 8)), start, Duration.ofMinutes(15L * any.nextInt(1, 673)));
  }

  static List<String> users(RandomGenerator any) {
    var users = new ArrayList<String>();
    int count = any.nextInt(1, 6);
    for (int i = 0; i < count; i++) {
      users.add("U" + any.nextInt(8));
    }
    return users;
  }

  static Rotation rotation(RandomGenerator any, Instant start, @Nullable Instant end, String zone) {
    var restrictions = new ArrayList<Restriction>();
    for (int i = any.nextInt(4); i > 1; i--) {
      restrictions.add(restriction(any));
    }
    return new Rotation(
        start,
        end,
        ZoneId.of(zone),
        any.nextBoolean() ? moment(any, zone) : minute(any, Instant.EPOCH, LAST),
        one(any, TURNS),
        any.nextInt(5),
        users(any),
        restrictions);
  }

  static Layer layer(RandomGenerator any, String id, String zone, TimeRange near) {
    var rotations = new ArrayList<Rotation>();
    Instant start =
        any.nextBoolean()
            ? Instant.parse("2020-01-01T00:00:00Z")
            : minute(any, near.from().minus(Duration.ofDays(2)), near.until());
    for (int i = any.nextInt(3); i > 0; i--) {
      Instant end =
          minute(any, start.plusSeconds(60), Rotation.later(start, near.until()).plusSeconds(120));
      rotations.add(rotation(any, start, end, zone));
      start = any.nextBoolean() ? end : minute(any, end, end.plus(Duration.ofDays(1)));
    }
    Instant end =
        any.nextInt(3) == 0
            ? minute(any, start.plusSeconds(60), start.plus(Duration.ofDays(9)))
            : null;
    rotations.add(rotation(any, start, end, zone));
    return new Layer(id, "Layer " + id, null, rotations, false);
  }

  static Rota rota(RandomGenerator any, String zone, TimeRange near) {
    var layers = new ArrayList<Layer>();
    for (int i = any.nextInt(1, 5); i > 0; i--) {
      layers.add(layer(any, "L" + i, zone, near));
    }
    var standIns = new ArrayList<StandIn>();
    for (int i = any.nextInt(6); i > 0; i--) {
      Instant start = minute(any, near.from().minus(Duration.ofDays(1)), near.until());
      Instant end = minute(any, start.plusSeconds(60), start.plus(Duration.ofDays(2)));
      standIns.add(
          new StandIn("O" + i, any.nextInt(1000) * 10L + i, "U" + any.nextInt(8), start, end));
    }
    return new Rota(layers, standIns);
  }
}
