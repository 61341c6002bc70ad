package dev.muster.bench.detect;

/// What is asked of a made-up system, and the chance that is drawn for each of its samples, so that the same days can be lived through
/// twice: with what goes wrong, and without.
final class SystemLoad {
  static final long MONDAY = 1_767_571_200L;
  static final int DAY = 86_400;

  /// Seconds between samples.
  final int step;

  final int samples;

  /// Seconds from a Monday 00:00 to the first sample.
  final int start;

  /// What is asked, about 1 on average over working days.
  final double[] demand;

  /// By what factor the present release differs from the first one.
  final double[] release;

  /// Seconds since the newest release.
  final double[] age;

  private final double[] slow;
  private final double[] fast;
  private final double[] own;
  private final double[] even;
  private final double[] rare;

  /// @param restless by how much what is asked changes from one minute to the next
  SystemLoad(Chance chance, int step, int days, double restless) {
    this.step = step;
    samples = days * DAY / step;
    start = chance.below(7) * DAY + chance.below(24) * 3_600;
    demand = new double[samples];
    release = new double[samples];
    age = new double[samples];
    slow = new double[samples];
    fast = new double[samples];
    own = new double[samples];
    even = new double[samples];
    rare = new double[samples];
    for (int i = 0; i < samples; i++) {
      slow[i] = chance.normal();
      fast[i] = chance.normal();
      own[i] = chance.normal();
      even[i] = chance.between(0, 1);
      rare[i] = chance.between(0, 1);
    }
    ask(chance, days, restless);
    release(chance);
  }

  private void ask(Chance chance, int days, double restless) {
    double first = chance.between(0.05, 1);
    double second = chance.between(0, 0.5) * first;
    double morning = chance.between(0, 24);
    double evening = chance.between(0, 12);
    double weekend = chance.happens(0.35) ? 0 : chance.between(-1.2, 0.2);
    double growth = 0.1 * chance.normal() / 30;
    int holiday = 7 + chance.below(days - 7);
    boolean holidays = chance.happens(0.5);
    double wanders = 0.04 * Math.abs(chance.normal());
    double hours = Math.exp(-step / 43_200.0);
    double minutes = Math.exp(-step / 240.0);
    double day = 0;
    double now = 0;
    for (int i = 0; i < samples; i++) {
      double at = (start + (double) i * step) / DAY;
      double hour = at % 1 * 24;
      boolean free =
          (long) at % 7 >= 5 || (holidays && (long) (i * (double) step / DAY) == holiday);
      day = hours * day + Math.sqrt(1 - hours * hours) * slow[i];
      now = minutes * now + Math.sqrt(1 - minutes * minutes) * fast[i];
      double log =
          first * Math.cos((hour - morning) / 24 * 2 * Math.PI)
              + second * Math.cos((hour - evening) / 12 * 2 * Math.PI)
              + (free ? weekend : 0)
              + growth * at
              + wanders * day
              + restless * now;
      demand[i] = Math.exp(log - 0.3 * first);
    }
  }

  private void release(Chance chance) {
    double level = 1;
    double since = 3.0 * DAY;
    double often = chance.scaled(0.05, 0.6);
    for (int i = 0; i < samples; i++) {
      double at = (start + (double) i * step) / DAY;
      double hour = at % 1 * 24;
      boolean works = (long) at % 7 < 5 && hour > 9 && hour < 17;
      since += step;
      if (works && chance.happens(often * 3 * step / DAY)) {
        boolean much = chance.happens(0.06) && i * (double) step > 5.0 * DAY;
        level *=
            Math.exp(much ? chance.sign() * chance.between(0.25, 0.6) : 0.02 * chance.normal());
        level = Math.clamp(level, 0.5, 2);
        since = 0;
      }
      release[i] = level;
      age[i] = since;
    }
  }

  /// A time in epoch milliseconds.
  long millis(int i) {
    return (MONDAY + start + (long) i * step) * 1_000;
  }

  /// Hour of the day, 0 to 24.
  double hour(int i) {
    return (start + (double) i * step) % DAY / 3_600;
  }

  /// Days since the Monday before the first sample.
  int day(int i) {
    return (int) ((start + (long) i * step) / DAY);
  }

  /// A normal number of the sample.
  double normal(int i) {
    return own[i];
  }

  /// A number from 0 to 1 of the sample that decides whether something rare happens.
  double rare(int i) {
    return rare[i];
  }

  /// How many come of which so many are expected: Poisson, by the sample's own chance.
  int count(double mean, int i) {
    if (mean > 30) {
      return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(i)));
    }
    double term = Math.exp(-mean);
    double left = even[i] - term;
    int count = 0;
    while (left > 0 && count < 200) {
      count++;
      term *= mean / count;
      left -= term;
    }
    return count;
  }
}
