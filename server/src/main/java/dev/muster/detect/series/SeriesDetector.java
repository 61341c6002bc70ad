package dev.muster.detect.series;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges the samples of one series one after the other, with constant work and memory, without labels and without knowing the
/// series beforehand. One set of parameters serves every series. Not safe for use by several threads.
///
/// Several views look at each sample; what each sees is compared with what it saw before on this series, as a surprise: minus the
/// logarithm of the share of samples that were as extreme. The surprises are weighted and added. The same is done a second time on
/// the series given its season, and where the season has proved its skill that second sum counts. After an alarm the sum must be
/// beaten to alarm again, and that bar sinks slowly, so that one event is told once.
public final class SeriesDetector {
  /// The built-in threshold: a score of this and above is an anomaly, on every series.
  public static final double THRESHOLD = 0.5;

  /// The sum of surprises that has the score [#THRESHOLD].
  private static final double ALARM = 13.2;

  private static final double HALF = -Math.log(2) / ALARM;
  private static final int FORMAT = 19;

  /// Without what happens again and again for minutes.
  private static final int SEVENTEENTH_FORMAT = 17;

  /// Also without how long it stands still.
  private static final int FIFTEENTH_FORMAT = 15;

  /// Also without when it began to learn, what an excursion began with, and since when it is outside.
  private static final int THIRTEENTH_FORMAT = 13;

  /// Also without what lasts.
  private static final int ELEVENTH_FORMAT = 11;

  /// Also without how punctual the season is.
  private static final int NINTH_FORMAT = 9;

  /// Also without the side to which the newest tooth of a saw went.
  private static final int SEVENTH_FORMAT = 7;

  /// Also without held values and teeth of saws.
  private static final int FIFTH_FORMAT = 5;

  /// Also without kinds of days, and how long the week was watched before it counts.
  private static final int THIRD_FORMAT = 3;

  /// Also without what an anomaly expected before it began, how the season moves, crowds in the tails, rare counts and the rate of
  /// noise; those start anew, the rest is kept.
  private static final int FIRST_FORMAT = 1;

  /// Samples from which the sampling interval is taken before anything else is done.
  private static final int FIRST = 20;

  /// Samples that are learned before any is judged.
  private static final int WARM_UP = 100;

  /// Samples after which the views given the season may take over.
  private static final int SEASON_WARM_UP = 500;

  /// One view's surprise counts up to this.
  private static final double MOST = 8;

  /// The longer a series runs, the rarer an extreme value is worth an alarm: subtracted from each surprise per tenfold length.
  private static final double ALLOWANCE = 0.35;

  private static final double BAR_SINKS = 0.997;

  /// What is left of an excursion after a minute: it halves in about four hours.
  private static final double EXCURSION_FADES = 0.997;

  private static final double FATIGUE = 0.35;
  private static final double FATIGUE_FADES = 0.999;

  /// Between these intervals, in seconds, the bar sinks and tiredness fades with samples. More samples than one a minute are no more
  /// news, so below the first both go by time; slower than the second tiredness goes by time too, or a series that is sampled once an
  /// hour would stay tired for months.
  private static final double FINE = 60;

  private static final double COARSE = 300;

  /// Powers of ten by which a move away from a held value must be surprising to be an alarm, at one sample a minute; fewer where
  /// there are fewer samples to be surprised by, down to one an hour.
  private static final double HELD_RARITY = 4.5;

  private static final double FEWEST_SAMPLES = 60;

  /// Share of the alarm's sum from which a step may be a tooth of a saw.
  private static final double TOOTH = 0.8;

  /// An excursion fades with time, not with samples, but a sample counts for so many minutes at most.
  private static final double MOST_MINUTES = 5;

  /// A series that hardly ever moves surprises all views at once when it does. Where that happens again and again, each alarm of the
  /// last weeks beyond [#FREE_ALARMS] raises what the next one needs by this much.
  private static final double WEARINESS = 2;

  private static final double FREE_ALARMS = 8;
  private static final double WEARINESS_FADES_MILLIS = 28 * 86_400_000.0;

  /// Shares of samples that equal the one before from which a series counts as hardly moving, a little and wholly.
  private static final double RATHER_STILL = 0.7;

  private static final double STILL = 0.9;
  private static final double STILLNESS_FORGETTING = 0.001;

  /// After so many samples the average that began with nought has forgotten that.
  private static final long LONG_KNOWN = 20_000;

  /// The sum of a series that stands still: an alarm and no more, as nobody knows what is lost.
  private static final double STANDS_STILL = ALARM * 1.0001;

  /// Powers of ten by which a rare count must be surprising to be an alarm.
  private static final double RARE_COUNT = 6;

  /// Powers of ten by which more than an hour off the season surprises now and then; each beyond those counts so much.
  private static final double LASTING_OFTEN = 1.7;

  private static final double LASTING_WEIGHT = 4;

  /// From this share of the alarm's sum on, the views learn one sample in five minutes, however many there are: a minute more of the
  /// same trouble is no new knowledge, and an anomaly must not make the next one look usual.
  private static final double IN_TROUBLE = 0.7;

  private static final int SECONDS_A_LESSON = 300;
  private static final int RAREST_LESSON = 20;

  /// A young series learns its trouble as fast as everything else, because what recurs may be its way of life. When all hours of the
  /// week were seen three times, one sample of trouble in two is learned, at twice that age one in three.
  private static final double KNOWN_DAYS = 21;

  private static final int LATER_LESSON = 2;
  private static final int LAST_LESSON = 3;

  /// Share of the alarm's sum from which a moment counts as surprising for the season.
  private static final double SURPRISED = 0.8;

  /// Larger numbers are taken as this one, so that no sum overflows.
  private static final double LARGEST = 1e100;

  /// Widths of the usual band beyond which a distance makes no difference.
  private static final double LARGEST_DISTANCE = 1e9;

  private static final double OUTSIDE_BAND = 0.005;
  private static final double CONFIDENT_AFTER = 5_000;
  private static final double WORTH_WORDS = 0.3;
  private static final int[] WIDTHS = {300, 600, 900, 1_800, 3_600, 7_200, 14_400, 86_400};

  private final SeasonClock clock;
  private final Weights weights;
  private long latest = Long.MIN_VALUE;
  private long samples;
  private long began = Long.MIN_VALUE;
  private long @Nullable [] firstTimes = new long[FIRST];
  private double @Nullable [] firstValues = new double[FIRST];
  private int interval;
  private @Nullable Learned learned;
  private double bar;
  private double fatigue;
  private double alarms;
  private double stillness;
  private final Excursion excursion = new Excursion();
  private final RareCounts counts = new RareCounts();
  private final HeldValue held = new HeldValue();
  private final SawTeeth teeth = new SawTeeth();
  private final NoiseRate noise = new NoiseRate();
  private final Standstill still = new Standstill();
  private final Fleeting fleeting = new Fleeting();
  private double lastValue;

  // Of the sampling interval; not part of the state.
  private double excursionFades = EXCURSION_FADES;
  private double barSinks = BAR_SINKS;
  private double fatigueFades = FATIGUE_FADES;
  private double heldRarity = HELD_RARITY;

  // Of the newest sample; not part of the state.
  private boolean lasted;
  private boolean stands;
  private double passed;

  /// What exists once the sampling interval is known.
  private record Learned(Views plain, Views given, SeasonalPart season, Lasting lasting) {}

  /// A detector that has learned nothing.
  ///
  /// @param zone in which days and weeks of the series are counted
  public SeriesDetector(ZoneId zone) {
    this(zone, Weights.BUILT_IN);
  }

  /// The same with weights of its own, for measuring what the choice of weights is worth. A snapshot does not hold them.
  public SeriesDetector(ZoneId zone, Weights weights) {
    clock = new SeasonClock(zone);
    this.weights = weights;
  }

  /// Judges a sample and learns from it.
  ///
  /// A sample that is not newer than the one before, or not a finite number, changes nothing.
  public Verdict observe(long epochMillis, double value) {
    if (!Double.isFinite(value)) {
      return unjudged(epochMillis, 0, Verdict.State.NOT_A_NUMBER);
    }
    if (epochMillis <= latest && samples > 0) {
      return unjudged(epochMillis, value, Verdict.State.LATE);
    }
    double bounded = Math.clamp(value, -LARGEST, LARGEST);
    stillness += STILLNESS_FORGETTING * ((bounded == lastValue ? 1 : 0) - stillness);
    if (alarms > 0) {
      alarms *= Math.exp((latest - epochMillis) / WEARINESS_FADES_MILLIS);
    }
    noise.pass(latest, epochMillis, interval);
    passed = samples > 0 ? (epochMillis - latest) / 1_000.0 : 0;
    began = samples > 0 ? began : epochMillis;
    if (samples > 0) {
      teeth.pass(epochMillis - latest);
    }
    latest = epochMillis;
    samples++;
    Learned known = learned;
    if (known == null) {
      collect(epochMillis, bounded);
      lastValue = bounded;
      return unjudged(epochMillis, value, Verdict.State.LEARNING);
    }
    return step(known, epochMillis, bounded, value);
  }

  private void collect(long epochMillis, double value) {
    long[] times = firstTimes;
    double[] values = firstValues;
    if (times == null || values == null) {
      throw new IllegalStateException("the first samples are gone");
    }
    int at = (int) samples - 1;
    times[at] = epochMillis;
    values[at] = value;
    if (samples < FIRST) {
      return;
    }
    var gaps = new long[FIRST - 1];
    for (int i = 1; i < FIRST; i++) {
      gaps[i - 1] = times[i] - times[i - 1];
    }
    Arrays.sort(gaps);
    interval = (int) Math.clamp(gaps[gaps.length / 2] / 1_000, 1, 30L * SeasonClock.DAY);
    Learned fresh = build(interval);
    learned = fresh;
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double centre = sorted[FIRST / 2];
    double spread = sorted[FIRST * 3 / 4] - sorted[FIRST / 4];
    fresh.season().start(centre, Math.max(spread / 16, 1e-6 * Math.abs(centre) + 1e-9));
    firstTimes = null;
    firstValues = null;
    for (int i = 0; i < FIRST; i++) {
      samples = i + 1L;
      passed = i > 0 ? (times[i] - times[i - 1]) / 1_000.0 : 0;
      step(fresh, times[i], values[i], values[i]);
    }
  }

  private Learned build(int interval) {
    excursionFades = Math.pow(EXCURSION_FADES, Math.min(MOST_MINUTES, interval / 60.0));
    double fine = Math.min(1, interval / FINE);
    barSinks = Math.pow(BAR_SINKS, fine);
    fatigueFades = Math.pow(FATIGUE_FADES, Math.max(fine, interval / COARSE));
    heldRarity = HELD_RARITY - Math.log10(Math.clamp(interval / FINE, 1, FEWEST_SAMPLES));
    double coarse = Math.clamp(Math.log(interval / 60.0) / Math.log(5), 0, 1);
    return new Learned(
        new Views(weights.at(coarse, false), true),
        new Views(weights.at(coarse, true), false),
        new SeasonalPart(width(interval), 1 - coarse),
        new Lasting(interval));
  }

  private static int width(int interval) {
    for (int width : WIDTHS) {
      if (width >= 0.9 * interval) {
        return width;
      }
    }
    return SeasonClock.DAY;
  }

  private Verdict step(Learned known, long epochMillis, double value, double actual) {
    int second = clock.secondOfWeek(epochMillis);
    int hour = second / 3_600 % 24;
    SeasonalPart season = known.season();
    Views plain = known.plain();
    Views given = known.given();
    season.look(second);
    double allowance = ALLOWANCE * Math.log10(Math.max(200, samples) / 1_000.0);
    plain.observe(
        value,
        hour,
        season.usualDay(),
        season.dayForecast(),
        season.weekForecast(),
        season.offWeek(value),
        1);
    double sum = plain.sum(MOST, allowance);
    double doubt = 1;
    lasted = false;
    Lasting lasts = known.lasting();
    if (season.given()) {
      double distance = season.distance(value);
      lasts.observe(distance, passed);
      given.observe(
          distance, hour, Double.NaN, Double.NaN, Double.NaN, Double.NaN, season.looseness());
      doubt = season.doubt(given.samples() >= SEASON_WARM_UP);
      season.note(second, sum >= SURPRISED * ALARM);
      if (doubt < 1) {
        double off = given.sum(MOST, allowance);
        double lasting = begunAndLasting(lasts);
        lasted = lasting > off;
        off = Math.max(off, lasting);
        double mixed = doubt * sum + (1 - doubt) * off;
        sum = season.watching() ? Math.min(sum, mixed) : mixed;
        doubt = season.watching() ? 1 : doubt;
      }
    }
    season.learn(value);
    counts.observe(value);
    held.observe(value, interval);
    still.observe(value == lastValue, passed, interval, rests());
    double rare = counts.share();
    if (rare > 0) {
      sum = (1 - rare) * sum + rare * ALARM * counts.surprise() / RARE_COUNT;
    }
    int lessons = sum > IN_TROUBLE * ALARM ? lessons(doubt < 0.5) : 1;
    plain.learn(lessons);
    if (season.given()) {
      given.learn(lessons);
      lasts.learn(lessons);
    }
    double hold = held.share() * (1 - rare);
    if (hold > 0) {
      double moved = ALARM * held.surprise() / heldRarity;
      sum += hold * (moved - sum + (1 - held.known()) * Math.max(0, sum - moved));
      hold *= held.known();
    }
    sum *= teeth.news(value, plain.moved(), sum >= TOOTH * ALARM, interval);
    double lasting = sum;
    double rests = Math.clamp((stillness - RATHER_STILL) / (STILL - RATHER_STILL), 0, 1);
    double weary = WEARINESS * rests * (1 - rare) * (1 - hold) * Math.max(0, alarms - FREE_ALARMS);
    double unmoved = Math.max(0, sum - FATIGUE * fatigue - weary);
    double factor = noise.factor(epochMillis, interval);
    sum = unmoved / factor;
    boolean seasonal = doubt < 0.5;
    Views views = seasonal ? given : plain;
    excursion.pass(passed);
    double own =
        !excursion.bySeason() ? plain.newest() : season.given() ? given.newest() : Double.NaN;
    boolean wayBack = excursion.returning(own);
    double told = sum > bar && samples > WARM_UP && !wayBack ? sum : 0;
    noise.note(told * factor / ALARM);
    bar *= barSinks;
    fatigue *= fatigueFades;
    if (!wayBack) {
      bar = Math.max(bar, sum);
    }
    if (told >= ALARM) {
      fatigue += 1;
      alarms += 1;
    }
    lastValue = value;
    double high = views.forecast() + views.band(true, OUTSIDE_BAND);
    double low = views.forecast() - views.band(false, OUTSIDE_BAND);
    double abnormal =
        excursion.last(
            own,
            views.newest(),
            views.forecast(),
            low,
            high,
            seasonal,
            told,
            lasting,
            lasted,
            ALARM,
            excursionFades);
    double off = Math.abs(views.newest() - views.forecast());
    double far = high > low ? Math.min(off / (high - low), LARGEST_DISTANCE) : 0;
    told = fleeting.observe(told, abnormal, ALARM, far, passed, rare > 0);
    abnormal = fleeting.shown(abnormal, ALARM);
    stands = held.share() == 0 && rare == 0 && still.on();
    if (stands) {
      abnormal = Math.max(abnormal, STANDS_STILL);
      told = still.begins() ? Math.max(told, STANDS_STILL) : told;
    }
    return verdict(known, epochMillis, actual, told, abnormal, seasonal, low, high);
  }

  /// What was nearly an alarm when it began, and is off its season for more than an hour: both together, 0 where it does not last.
  /// Before the week is known, a day unlike the others would be off for hours.
  private double begunAndLasting(Lasting lasts) {
    double more = lasts.surprise() - LASTING_OFTEN;
    double begun = days() >= KNOWN_DAYS ? excursion.untold(true, lasts.mean() > 0) : 0;
    return begun > 0 && more > 0 ? begun + LASTING_WEIGHT * more : 0;
  }

  /// Share of samples of late that equal the one before; all of them, until there are enough to tell.
  private double rests() {
    if (samples <= WARM_UP) {
      return 1;
    }
    return samples > LONG_KNOWN
        ? stillness
        : stillness / (1 - Math.pow(1 - STILLNESS_FORGETTING, (double) samples));
  }

  /// For how many days the series is known.
  private double days() {
    return samples * (double) interval / SeasonClock.DAY;
  }

  /// In trouble the views learn one of so many samples.
  ///
  /// @param seasonal whether the season has taken over, which knows by itself what recurs
  private int lessons(boolean seasonal) {
    double days = days();
    int least =
        seasonal || days < KNOWN_DAYS ? 1 : days < 2 * KNOWN_DAYS ? LATER_LESSON : LAST_LESSON;
    return Math.clamp(SECONDS_A_LESSON / interval, least, RAREST_LESSON);
  }

  private Verdict verdict(
      Learned known,
      long epochMillis,
      double actual,
      double told,
      double lasting,
      boolean seasonal,
      double low,
      double high) {
    SeasonalPart season = known.season();
    Views views = seasonal ? known.given() : known.plain();
    boolean held = excursion.holds();
    boolean bySeason = held ? excursion.bySeason() && season.given() : seasonal;
    double unit = bySeason ? season.spread() : 1;
    double zero = bySeason ? season.usual() : 0;
    double expected = bounded(zero + unit * (held ? excursion.expected() : views.forecast()));
    double upper = Math.max(expected, bounded(zero + unit * (held ? excursion.high() : high)));
    double lower = Math.min(expected, bounded(zero + unit * (held ? excursion.low() : low)));
    double score = score(told);
    Season by = bySeason ? season.season() : Season.NONE;
    return new Verdict(
        epochMillis,
        actual,
        score,
        samples > WARM_UP ? score(lasting) : 0,
        expected,
        lower,
        upper,
        by,
        confidence(),
        samples > WARM_UP ? Verdict.State.JUDGED : Verdict.State.LEARNING,
        score < WORTH_WORDS
            ? List.of()
            : reasons(views, known.lasting(), by, actual, expected, lower, upper));
  }

  /// Why the score is high, and before that whether it was held back.
  private List<Verdict.Part> reasons(
      Views views,
      Lasting lasts,
      Season by,
      double actual,
      double expected,
      double lower,
      double upper) {
    List<Verdict.Part> found = found(views, lasts, by, actual, expected, lower, upper);
    if ((!fleeting.holds() && !fleeting.tells()) || (stands && still.begins())) {
      return found;
    }
    var parts = new ArrayList<Verdict.Part>();
    parts.add(Words.of(fleeting));
    parts.addAll(found);
    return parts;
  }

  private List<Verdict.Part> found(
      Views views,
      Lasting lasts,
      Season by,
      double actual,
      double expected,
      double lower,
      double upper) {
    if (counts.share() > 0.5 && counts.surprise() > 0) {
      return List.of(Words.of(counts));
    }
    if (stands && still.begins()) {
      return List.of(Words.of(still, actual, samples));
    }
    if (lasted && by != Season.NONE) {
      return List.of(Words.of(lasts));
    }
    return held.share() > 0.5 && held.surprise() > 0
        ? List.of(Words.of(held, actual))
        : Words.of(views, by, actual, expected, lower, upper);
  }

  private static double score(double sum) {
    return sum <= 0 ? 0 : 1 - Math.exp(HALF * sum);
  }

  private static double bounded(double number) {
    return Math.clamp(number, -1e300, 1e300);
  }

  private double confidence() {
    return Math.min(1, samples / CONFIDENT_AFTER);
  }

  private Verdict unjudged(long epochMillis, double value, Verdict.State state) {
    double known = samples == 0 ? value : lastValue;
    return new Verdict(
        epochMillis, value, 0, 0, known, known, known, Season.NONE, confidence(), state, List.of());
  }

  /// The time of the newest sample that was learned, in epoch milliseconds; [Long#MIN_VALUE] before the first.
  public long latest() {
    return latest;
  }

  /// The time of the first sample that was learned, in epoch milliseconds; [Long#MIN_VALUE] before the first, and where a snapshot of an
  /// older format did not tell.
  public long began() {
    return began;
  }

  /// How many samples were learned.
  public long samples() {
    return samples;
  }

  /// Everything learned, as bytes for [#restore]. A restored detector goes on exactly as this one would.
  public byte[] snapshot() {
    ByteBuffer to = ByteBuffer.allocate(snapshotBytes());
    to.putInt(FORMAT).putInt(interval).putLong(latest).putLong(samples).putLong(began);
    to.putDouble(bar)
        .putDouble(fatigue)
        .putDouble(alarms)
        .putDouble(stillness)
        .putDouble(lastValue);
    excursion.write(to);
    counts.write(to);
    noise.write(to);
    held.write(to);
    teeth.write(to);
    still.write(to);
    fleeting.write(to);
    Learned known = learned;
    if (known == null) {
      long[] times = firstTimes;
      double[] values = firstValues;
      for (int i = 0; i < samples && times != null && values != null; i++) {
        to.putLong(times[i]).putDouble(values[i]);
      }
    } else {
      known.plain().write(to);
      known.given().write(to);
      known.season().write(to);
      known.lasting().write(to);
    }
    return Arrays.copyOf(to.array(), to.position());
  }

  private int snapshotBytes() {
    int head =
        2 * 4
            + 3 * 8
            + 5 * 8
            + Excursion.BYTES
            + RareCounts.BYTES
            + NoiseRate.BYTES
            + HeldValue.BYTES
            + SawTeeth.BYTES
            + Standstill.BYTES
            + Fleeting.BYTES;
    Learned known = learned;
    return known == null
        ? head + FIRST * 16
        : head
            + known.plain().bytes()
            + known.given().bytes()
            + known.season().bytes()
            + Lasting.BYTES;
  }

  /// A detector with what an earlier one had learned.
  ///
  /// @param zone in which days and weeks of the series are counted; the same as before, or the seasons are learned anew over weeks
  /// @throws IllegalArgumentException if the bytes are not those of a snapshot of a format that can be read
  public static SeriesDetector restore(byte[] snapshot, ZoneId zone) {
    ByteBuffer from = ByteBuffer.wrap(snapshot);
    try {
      int format = from.getInt();
      if (format != FORMAT
          && format != SEVENTEENTH_FORMAT
          && format != FIFTEENTH_FORMAT
          && format != THIRTEENTH_FORMAT
          && format != ELEVENTH_FORMAT
          && format != NINTH_FORMAT
          && format != SEVENTH_FORMAT
          && format != FIFTH_FORMAT
          && format != THIRD_FORMAT
          && format != FIRST_FORMAT) {
        throw new IllegalArgumentException("a snapshot of another format");
      }
      var detector = new SeriesDetector(zone);
      detector.interval = from.getInt();
      detector.latest = from.getLong();
      detector.samples = from.getLong();
      detector.began = format >= FIFTEENTH_FORMAT ? from.getLong() : Long.MIN_VALUE;
      detector.bar = from.getDouble();
      detector.fatigue = from.getDouble();
      detector.alarms = from.getDouble();
      detector.stillness = from.getDouble();
      detector.lastValue = from.getDouble();
      detector.excursion.read(
          from, format >= THIRD_FORMAT, format >= THIRTEENTH_FORMAT, format >= FIFTEENTH_FORMAT);
      if (format >= THIRD_FORMAT) {
        detector.counts.read(from);
        detector.noise.read(from);
      }
      if (format >= SEVENTH_FORMAT) {
        detector.held.read(from);
        detector.teeth.read(from, format >= NINTH_FORMAT);
      }
      if (format >= SEVENTEENTH_FORMAT) {
        detector.still.read(from);
      }
      if (format >= FORMAT) {
        detector.fleeting.read(from);
      }
      detector.readRest(from, format);
      if (from.hasRemaining() || detector.samples < 0) {
        throw new IllegalArgumentException("not a snapshot of a detector");
      }
      return detector;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a snapshot that was cut off", e);
    }
  }

  private void readRest(ByteBuffer from, int format) {
    long[] times = firstTimes;
    double[] values = firstValues;
    if (interval == 0 && times != null && values != null) {
      for (int i = 0; i < samples && i < FIRST; i++) {
        times[i] = from.getLong();
        values[i] = from.getDouble();
      }
      return;
    }
    Learned known = build(Math.clamp(interval, 1, 30 * SeasonClock.DAY));
    known.plain().read(from, format >= THIRD_FORMAT);
    known.given().read(from, format >= THIRD_FORMAT);
    known.season().read(from, format >= FIFTH_FORMAT, format >= ELEVENTH_FORMAT);
    if (format >= THIRTEENTH_FORMAT) {
      known.lasting().read(from);
    }
    learned = known;
    firstTimes = null;
    firstValues = null;
  }

  /// About how many bytes of heap this detector holds now, for budgets.
  public int estimatedBytes() {
    Learned known = learned;
    int objects = known == null ? 7 : known.plain().tails() + known.given().tails() + 30;
    return snapshotBytes() + objects * 48;
  }
}
