package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// What is known of the day and the week of a series, how far that can be trusted, and where in the week the series is known to
/// surprise.
///
/// The profile has proved its skill on the whole series when the distance from it is small against the distance from the level. It
/// has proved it at one time of the week when the detector was surprised there in earlier weeks too: a spike every Friday is then
/// judged as a Friday.
final class SeasonalPart {
  private static final double ERROR_FORGETTING = 0.002;
  private static final double CARRY_MEMORY = 0.999;
  private static final int QUARTER = 900;
  private static final int QUARTERS_A_DAY = SeasonClock.DAY / QUARTER;
  private static final int QUARTERS_A_WEEK = SeasonClock.WEEK / QUARTER;
  private static final double DAY_RATE = 0.12;
  private static final double WEEK_RATE = 0.2;
  private static final int LEAST_WEEKS = 3;
  private static final int LEAST_DAYS = 2;

  /// A slot of the week has another spread than one of the day, so that distances grow or shrink when the week takes over, or the kind
  /// of day. For so many samples it is only watched how far they go now, before they count.
  private static final int WATCHED = 500;

  /// Days of one kind count instead of all days where their error is smaller than so much of the other.
  private static final double KIND_BETTER = 0.8;

  /// Below this ratio of errors the season is trusted wholly, above the other not at all.
  private static final double TRUSTED = 0.12;

  private static final double NOT_TRUSTED = 0.3;

  /// The same two where the plain views are surprised at the same times again and again: what they have seen there makes them deaf to
  /// smaller things, and the season explains it.
  private static final double TRUSTED_BY_ALARMS = 0.4;

  private static final double NOT_TRUSTED_BY_ALARMS = 0.7;
  private static final int LEAST_VISITS = 5;

  /// A visit in a week is worth this many in a day.
  private static final int VISITS_A_WEEK = 3;

  /// Shares of earlier weeks and days with a surprise at this time from which it counts as known.
  private static final double KNOWN_WEEKLY = 0.3;

  private static final double KNOWN_DAILY = 0.45;
  private static final double KNOWN_WIDTH = 0.1;
  private static final double WEEKLY_RATE = 0.25;
  private static final double DAILY_RATE = 0.15;

  /// Slots to either side over which the spread is smoothed.
  private static final int SMOOTHED = 4;

  /// Slots to either side over which the usual value is smoothed, where they differ by less than this many spreads: the noise of a
  /// few weeks goes, the edges of spikes stay.
  private static final int REACH = 3;

  private static final double NEAR = 1.5;
  private static final double PULL = 2;

  /// The error of the logarithm of a spread that is known from one visit; from more, by the root of their number less. What differs from
  /// the usual spread by no more than chance makes of it does not differ.
  private static final double BY_CHANCE = 0.75;

  /// A difference of fewer of these is no difference.
  private static final double SURELY = 1.5;

  private static final double SWING = 0.07;
  private static final double FLOOR = 0.005;
  private static final double LEAST_SHARE = 0.3;

  private final int width;
  private final double sooner;
  private final Profile day;
  private final Punctuality punctuality = new Punctuality();
  private final Profile week;
  private final DayKind kind;
  private final byte[] weekly = new byte[QUARTERS_A_WEEK];
  private final byte[] daily = new byte[QUARTERS_A_DAY];
  private double level;
  private float dayError;
  private float kindError;
  private float weekError;
  private float levelError;
  private final Carry dayCarry = new Carry();
  private final Carry weekCarry = new Carry();
  private int quarter = -1;
  private float quarterMost;

  /// Quarter hours of the week or the day at which surprises are known to recur.
  private int knownTimes;

  private int samples;

  /// Samples that the week, and the kind of day, explained, up to [#WATCHED].
  private int weekWatched;

  private int kindWatched;

  // Of the slot that was looked up; it stays as it is until another slot comes.
  private boolean looked;
  private int daySlot;
  private int weekSlot;
  private boolean hasDay;
  private boolean hasWeek;
  private double usualDay;
  private double usualWeek;

  /// What is usual at this time of days of this kind; NaN while that is unknown.
  private double kindOfDay;

  private boolean byKind;
  private boolean byWeek;
  private boolean given;
  private double usual;
  private double spread;
  private double looseness = 1;
  private int visits;

  /// How much of the distance from the profile stays until the next sample.
  private static final class Carry {
    static final int BYTES = 3 * 8 + 4;
    double both;
    double square;
    double last;
    boolean known;

    double next() {
      return known && square > 0 ? Math.clamp(both / square, 0, 1) * last : 0;
    }

    void learn(double off, double limit) {
      if (known) {
        double now = Math.clamp(off, -limit, limit);
        double before = Math.clamp(last, -limit, limit);
        both = CARRY_MEMORY * both + now * before;
        square = CARRY_MEMORY * square + before * before;
      }
      last = off;
      known = true;
    }

    void write(ByteBuffer to) {
      to.putDouble(both).putDouble(square).putDouble(last).putInt(known ? 1 : 0);
    }

    void read(ByteBuffer from) {
      both = from.getDouble();
      square = from.getDouble();
      last = from.getDouble();
      known = from.getInt() == 1;
    }
  }

  /// @param width of a slot in seconds, a divisor of a day
  /// @param sooner how far the first days count as much as those before them, from 0 to 1, when times of the day become known at
  ///     which the series surprises: with many samples in a quarter of an hour, one surprise more says more
  SeasonalPart(int width, double sooner) {
    this.width = width;
    this.sooner = sooner;
    day = new Profile(SeasonClock.DAY / width, SeasonClock.WEEK / width, DAY_RATE);
    week = new Profile(SeasonClock.WEEK / width, SeasonClock.WEEK / width, WEEK_RATE);
    kind = new DayKind(week);
  }

  void start(double centre, double unit) {
    day.start(centre, unit);
    week.start(centre, unit);
    level = centre;
  }

  /// Looks up what is usual at this time; everything below answers for it.
  void look(int secondOfWeek) {
    int slot = secondOfWeek / width;
    if (slot == weekSlot && looked) {
      return;
    }
    looked = true;
    weekSlot = slot;
    daySlot = secondOfWeek % SeasonClock.DAY / width;
    hasDay = day.visits(daySlot) >= LEAST_DAYS;
    int weeks = week.visits(weekSlot);
    hasWeek = weeks >= 1;
    usualDay = day.usual(daySlot);
    kindOfDay = hasDay ? kind.usual(weekSlot) : Double.NaN;
    boolean enoughWeeks = weeks >= LEAST_WEEKS;
    byKind =
        !enoughWeeks
            && !Double.isNaN(kindOfDay)
            && kindError > 0
            && kindError < KIND_BETTER * dayError;
    usualWeek = week.usual(weekSlot);
    byWeek = enoughWeeks && (!hasDay || weekError < dayError || weekStandsOut());
    given = byWeek || hasDay;
    punctuality.look();
    if (!given) {
      return;
    }
    if (byKind) {
      lookAtKind();
      return;
    }
    Profile profile = byWeek ? week : day;
    int own = byWeek ? weekSlot : daySlot;
    usual = profile.usualAround(own, REACH, NEAR * profile.globalSpread());
    visits = profile.visits(own) * (byWeek ? VISITS_A_WEEK : 1);
    spread(profile, own);
    punctuality.look(profile, own, width, usual, profile.globalSpread());
  }

  private void lookAtKind() {
    double global = kindError;
    usual = kind.usualAround(weekSlot, kindOfDay, REACH, NEAR * global);
    visits = kind.visits(weekSlot);
    double around = kind.strays(weekSlot, SMOOTHED);
    double shrunk =
        Double.isNaN(around)
            ? global
            : (Math.max(around, kind.strays(weekSlot, 0)) * (visits - 1) + PULL * global)
                / (visits - 1 + PULL);
    spread(shrunk, global, kindOfDay - kind.usual(kind.beside(weekSlot, -1)));
    punctuality.look(day, daySlot, width, usual, global);
  }

  /// Whether this time of the week differs from the same time of other days by more than it strays itself.
  private boolean weekStandsOut() {
    double around = week.spreadAround(weekSlot, 0);
    double strays = Math.max(Double.isNaN(around) ? 0 : around, week.globalSpread());
    return Math.abs(usualWeek - usualDay) > 2.5 * strays;
  }

  /// The spread around this slot, pulled to the global one while it was seen little: a single slot has seen too few days to know its
  /// own spread. It is pulled as far as chance alone would explain the difference: the slots of an hour stray together, so that a few
  /// calm days would make this day's noise look great, and a few wild ones hide what is wrong. Where the pattern is steep, a small shift in time or size moves much, and jumps are taken less seriously.
  private void spread(Profile profile, int slot) {
    double global = profile.globalSpread();
    double around = profile.spreadAround(slot, SMOOTHED);
    double own = profile.spreadAround(slot, 0);
    if (!Double.isNaN(around) && !Double.isNaN(own)) {
      around = Math.max(around, own);
    }
    int seen = profile.visits(slot);
    double shrunk =
        Double.isNaN(around)
            ? global
            : around > 0 && global > 0
                ? global * surely(around / global, seen)
                : Math.max(around, global);
    int before = slot == 0 ? profile.slots() - 1 : slot - 1;
    spread(shrunk, global, profile.usual(slot) - profile.usual(before));
  }

  /// What is left of a ratio of spreads when what chance explains is taken out of it: 1 where that is all, nearly the ratio itself where
  /// it is far more. (A shrunk estimate as of James and Stein, of the logarithm.)
  ///
  /// @param visits how many the one spread is known from
  static double surely(double ratio, int visits) {
    double log = Math.log(ratio);
    double chance = SURELY * BY_CHANCE / Math.sqrt(Math.max(1, visits - 1));
    return Math.abs(log) <= chance ? 1 : Math.exp(log - chance * chance / log);
  }

  /// @param moves how far the pattern moves to this slot; NaN when that is unknown
  private void spread(double shrunk, double global, double moves) {
    double floor = FLOOR * levelError + 1e-9 * Math.abs(usual) + 1e-12;
    spread = Math.max(Math.max(shrunk, LEAST_SHARE * global), floor);
    looseness = Double.isNaN(moves) ? 1 : 1 + SWING * Math.abs(moves) / spread;
  }

  /// Whether a season is known for this time.
  boolean given() {
    return given;
  }

  /// Which season [#usual()] comes from.
  Season season() {
    return byWeek ? Season.WEEK : Season.DAY;
  }

  /// The usual value at this time; only when [#given()].
  double usual() {
    return usual;
  }

  /// How far the series strays from it at this time, more than 0; only when [#given()].
  double spread() {
    return spread;
  }

  /// By how much jumps are to be discounted at this time, 1 where the pattern is flat; only when [#given()].
  double looseness() {
    return looseness;
  }

  /// What this time of day usually is; NaN when that is unknown.
  double usualDay() {
    return hasDay ? usualDay : Double.NaN;
  }

  /// What the day's profile forecasts from the distance at the sample before; NaN without one.
  double dayForecast() {
    return hasDay ? usualDay + dayCarry.next() : Double.NaN;
  }

  /// The same for the week.
  double weekForecast() {
    return hasWeek ? usualWeek + weekCarry.next() : Double.NaN;
  }

  /// Distance of a value from what this time of the week usually is; NaN when that is unknown.
  double offWeek(double value) {
    return hasWeek ? value - usualWeek : Double.NaN;
  }

  /// How much the plain views still count at this time, from 0 (the season has proved its skill) to 1.
  ///
  /// @param ready whether the views given the season know enough to take over
  double doubt(boolean ready) {
    if (!given || (watching() && !punctuality.known())) {
      return 1;
    }
    double doubt = 1;
    if (ready && visits >= LEAST_VISITS && levelError > 0) {
      double ratio = (byWeek ? weekError : byKind ? kindError : dayError) / levelError;
      double wholly = knownTimes > 0 ? TRUSTED_BY_ALARMS : TRUSTED;
      double none = knownTimes > 0 ? NOT_TRUSTED_BY_ALARMS : NOT_TRUSTED;
      doubt = Math.clamp((ratio - wholly) / (none - wholly), 0, 1);
    }
    int q = weekSlot * width / QUARTER % QUARTERS_A_WEEK;
    return Math.min(
        doubt,
        Math.min(
            unknown(weekly, q, KNOWN_WEEKLY), unknown(daily, q % QUARTERS_A_DAY, KNOWN_DAILY)));
  }

  /// How far a value is from the usual one, in spreads, where it is not only early or late; only when [#given()].
  double distance(double value) {
    double off = value - usual;
    return (off - punctuality.excused(off)) / spread;
  }

  /// Whether the season at this time is only watched yet. What is early or late may surprise the plain views then, which know nothing of
  /// that; it counts as far as the season is surprised too.
  boolean watching() {
    return (byWeek ? weekWatched : byKind ? kindWatched : WATCHED) < WATCHED;
  }

  private static double unknown(byte[] shares, int at, double known) {
    int before = shares[at == 0 ? shares.length - 1 : at - 1] & 0xff;
    int after = shares[at == shares.length - 1 ? 0 : at + 1] & 0xff;
    double share = Math.max(shares[at] & 0xff, Math.max(before, after)) / 255.0;
    return 1 - Math.clamp((share - known) / KNOWN_WIDTH, 0, 1);
  }

  /// Notes how surprised the plain views were now, so that next week knows.
  ///
  /// @param secondOfWeek of this sample
  /// @param surprised whether they would have raised an alarm
  void note(int secondOfWeek, boolean surprised) {
    int now = secondOfWeek / QUARTER;
    if (now != quarter) {
      if (quarter >= 0) {
        step(weekly, quarter, WEEKLY_RATE, KNOWN_WEEKLY);
        double rate = Math.max(DAILY_RATE, sooner / (1 + day.visits(daySlot)));
        step(daily, quarter % QUARTERS_A_DAY, rate, KNOWN_DAILY);
      }
      quarter = now;
      quarterMost = 0;
    }
    if (surprised) {
      quarterMost = 1;
    }
  }

  private void step(byte[] shares, int at, double rate, double known) {
    double share = (shares[at] & 0xff) / 255.0;
    shares[at] = (byte) Math.round(255 * (share + rate * (quarterMost - share)));
    double next = (shares[at] & 0xff) / 255.0;
    knownTimes += (next >= known ? 1 : 0) - (share >= known ? 1 : 0);
  }

  /// Learns a sample of the time that was looked up.
  void learn(double value) {
    samples = Math.min(1_000_000, samples + 1);
    if (byWeek) {
      weekWatched = Math.min(WATCHED, weekWatched + 1);
    } else if (byKind) {
      kindWatched = Math.min(WATCHED, kindWatched + 1);
    }
    punctuality.learn(value - usual);
    double offDay = value - usualDay;
    double offWeek = value - usualWeek;
    levelError = error(levelError, value - level);
    if (hasDay) {
      dayError = error(dayError, offDay);
      if (!Double.isNaN(kindOfDay)) {
        kindError = error(kindError, value - kindOfDay);
      }
      dayCarry.learn(offDay, 6 * dayError);
    } else {
      dayCarry.known = false;
    }
    if (hasWeek) {
      weekError = error(weekError, offWeek);
      weekCarry.learn(offWeek, 6 * weekError);
    } else {
      weekCarry.known = false;
    }
    day.learn(daySlot, value);
    week.learn(weekSlot, value);
    level += Math.max(1.0 / samples, ERROR_FORGETTING) * (value - level);
  }

  private static float error(float known, double off) {
    float size = (float) Math.min(1e30, Math.abs(off));
    return known == 0 ? size : known + (float) ERROR_FORGETTING * (size - known);
  }

  /// Snapshot size in bytes.
  int bytes() {
    return day.bytes()
        + week.bytes()
        + weekly.length
        + daily.length
        + 2 * Carry.BYTES
        + Punctuality.BYTES
        + 8
        + 7 * 4
        + 5 * 8
        + 8
        + 8 * 4;
  }

  void write(ByteBuffer to) {
    day.write(to);
    week.write(to);
    to.put(weekly).put(daily);
    dayCarry.write(to);
    weekCarry.write(to);
    to.putDouble(level);
    to.putFloat(dayError).putFloat(weekError).putFloat(levelError).putFloat(quarterMost);
    to.putInt(quarter).putInt(samples).putInt(knownTimes);
    to.putDouble(usualDay).putDouble(usualWeek).putDouble(usual);
    to.putDouble(spread).putDouble(looseness);
    to.putInt(looked ? weekSlot : -1).putInt(daySlot).putInt(visits);
    to.putInt((hasDay ? 1 : 0) | (hasWeek ? 2 : 0) | (byWeek ? 4 : 0) | (given ? 8 : 0));
    to.putInt(weekWatched).putInt(kindWatched).putFloat(kindError);
    to.putDouble(kindOfDay).putInt(byKind ? 1 : 0);
    punctuality.write(to);
  }

  /// @param whole whether the snapshot knows kinds of days, and how long the week was watched
  /// @param punctual whether it knows how punctual the season is
  void read(ByteBuffer from, boolean whole, boolean punctual) {
    day.read(from);
    week.read(from);
    from.get(weekly).get(daily);
    dayCarry.read(from);
    weekCarry.read(from);
    level = from.getDouble();
    dayError = from.getFloat();
    weekError = from.getFloat();
    levelError = from.getFloat();
    quarterMost = from.getFloat();
    quarter = Math.clamp(from.getInt(), -1, QUARTERS_A_WEEK - 1);
    samples = from.getInt();
    knownTimes = from.getInt();
    usualDay = from.getDouble();
    usualWeek = from.getDouble();
    usual = from.getDouble();
    spread = from.getDouble();
    looseness = from.getDouble();
    int slot = from.getInt();
    looked = slot >= 0;
    weekSlot = Math.clamp(slot, 0, week.slots() - 1);
    daySlot = Math.clamp(from.getInt(), 0, day.slots() - 1);
    visits = from.getInt();
    int flags = from.getInt();
    hasDay = (flags & 1) != 0;
    hasWeek = (flags & 2) != 0;
    byWeek = (flags & 4) != 0;
    given = (flags & 8) != 0;
    if (whole) {
      weekWatched = from.getInt();
      kindWatched = from.getInt();
      kindError = from.getFloat();
      kindOfDay = from.getDouble();
      byKind = from.getInt() == 1;
    } else {
      weekWatched = WATCHED;
      looked = false;
    }
    if (punctual) {
      punctuality.read(from);
    } else {
      looked = false;
    }
  }
}
