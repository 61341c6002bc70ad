package dev.muster.detect.series;

/// What days of one kind, working days or the weekend, are like at a time of the day, from the cells that the week keeps of them. So
/// a Tuesday is judged by Monday, and a Saturday is not judged by Friday, weeks before each day of the week is known by itself.
final class DayKind {
  private static final int DAYS = 7;
  private static final int WORKING = 5;
  private static final int FEWEST = 2;

  private final Profile week;
  private final int slots;

  /// @param week whose slots begin on Monday
  DayKind(Profile week) {
    this.week = week;
    slots = week.slots() / DAYS;
  }

  private int first(int slot) {
    return slot / slots < WORKING ? 0 : WORKING;
  }

  private int last(int slot) {
    return slot / slots < WORKING ? WORKING : DAYS;
  }

  /// How often days of this kind were seen at a time of the day.
  ///
  /// @param slot of the week
  int visits(int slot) {
    int visits = 0;
    for (int day = first(slot); day < last(slot); day++) {
      visits += week.visits(day * slots + slot % slots);
    }
    return visits;
  }

  /// The usual value on days of this kind; NaN before two of them were seen.
  ///
  /// @param slot of the week
  double usual(int slot) {
    double sum = 0;
    int known = 0;
    for (int day = first(slot); day < last(slot); day++) {
      int cell = day * slots + slot % slots;
      if (week.visits(cell) > 0) {
        sum += week.usual(cell);
        known++;
      }
    }
    return known < FEWEST ? Double.NaN : sum / known;
  }

  /// The usual value, smoothed with those slots of the day around that are about the same.
  ///
  /// @param own what is usual at the slot
  /// @param near the most that a neighbour may differ
  double usualAround(int slot, double own, int reach, double near) {
    double sum = 0;
    int counted = 1;
    for (int off = -reach; off <= reach; off++) {
      if (off != 0) {
        double differs = usual(beside(slot, off)) - own;
        if (Math.abs(differs) <= near) {
          sum += differs;
          counted++;
        }
      }
    }
    return own + sum / counted;
  }

  /// How far days of this kind lie from what is usual of them, at this time and around it; NaN before that is known.
  double strays(int slot, int reach) {
    double sum = 0;
    int known = 0;
    for (int off = -reach; off <= reach; off++) {
      int at = beside(slot, off);
      double usual = usual(at);
      if (!Double.isNaN(usual)) {
        for (int day = first(at); day < last(at); day++) {
          int cell = day * slots + at % slots;
          if (week.visits(cell) > 0) {
            sum += Math.abs(week.usual(cell) - usual);
            known++;
          }
        }
      }
    }
    return known == 0 ? Double.NaN : sum / known;
  }

  /// Another slot of the same day; past midnight it goes on at the day's other end.
  int beside(int slot, int off) {
    return slot - slot % slots + Math.floorMod(slot % slots + off, slots);
  }
}
