package dev.muster.detect.rule;

import dev.muster.detect.series.Absence;
import dev.muster.detect.series.LimitForecast;
import dev.muster.detect.series.Persistence;
import dev.muster.detect.series.RateOfChange;
import dev.muster.detect.series.Threshold;
import dev.muster.detect.series.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides when what a rule sees of one series becomes an anomaly, and when it is over. Needs several unusual steps to open and
/// several usual ones to close, so that a single odd value wakes nobody and an anomaly is one. Not safe for several threads.
public final class Gate {
  /// What a step brought about.
  public enum Turn {
    NOTHING,
    OPENED,
    CLOSED
  }

  /// A value has to be clearly usual to count as recovered.
  private static final double HYSTERESIS = 0.8;

  /// Values kept for a rate of change, 16 bytes each; those of a long window are thinned out to so many.
  private static final int RATED = 512;

  /// Looks ahead that must be good before a forecast counts as over.
  private static final int CALM_FORECASTS = 2;

  private static final double DAY_MILLIS = 86_400_000;

  private Rule rule;
  private Persistence persistence;
  private Absence absence;
  private Threshold threshold;
  private @Nullable RateOfChange rate;
  private long rated = Long.MIN_VALUE;
  private boolean upwards;
  private @Nullable Finding finding;

  public Gate(Rule rule) {
    this.rule = rule;
    this.persistence = persistence(rule);
    this.absence = absence(rule);
    this.threshold = threshold(rule);
    this.rate = rate(rule);
  }

  private static Persistence persistence(Rule rule) {
    return rule.criterion() instanceof Criterion.Reaching
        ? Persistence.of(1, 1, CALM_FORECASTS)
        : Persistence.of(rule.points(), rule.of(), rule.recovery());
  }

  private static Absence absence(Rule rule) {
    return rule.criterion() instanceof Criterion.Silent silent
        ? Absence.after(silent.silence().toMillis())
        : Absence.learned();
  }

  /// At the limit is not beyond it, so that "more than 0 errors" can be said.
  private static Threshold threshold(Rule rule) {
    double limit = rule.criterion() instanceof Criterion.Beyond beyond ? beyond.limit() : 0;
    return rule.direction() == Rule.Direction.DOWN
        ? Threshold.below(Math.nextDown(limit), limit)
        : Threshold.above(Math.nextUp(limit), limit);
  }

  private static @Nullable RateOfChange rate(Rule rule) {
    return rule.criterion() instanceof Criterion.Moving moving
        ? new RateOfChange(moving.window().toMillis(), RATED)
        : null;
  }

  /// The rule has changed; how far it was stays.
  public void follow(Rule changed) {
    if (!changed.criterion().equals(rule.criterion())) {
      rate = rate(changed);
      rated = Long.MIN_VALUE;
    }
    Long last = absence.lastMillis();
    absence = last == null ? absence(changed) : absence(changed).sample(last);
    threshold = threshold(changed);
    Persistence fresh = persistence(changed);
    if (fresh.needed() != persistence.needed()
        || fresh.window() != persistence.window()
        || fresh.calm() != persistence.calm()) {
      persistence = persistence.active() ? active(fresh) : fresh;
    }
    rule = changed;
  }

  private static Persistence active(Persistence fresh) {
    return new Persistence(fresh.needed(), fresh.window(), fresh.calm(), 0, 0, 0, true);
  }

  /// An anomaly that is open already, as after a restart.
  public void reopen(boolean wasUpwards) {
    persistence = active(persistence);
    upwards = wasUpwards;
  }

  /// Whether the last unusual value was above what was expected.
  public boolean upwards() {
    return upwards;
  }

  /// What was seen last; null before the first look.
  public @Nullable Finding finding() {
    return finding;
  }

  /// Learns from a value of the past without judging it.
  public void remember(long millis, double value) {
    seen(millis);
    slope(millis, value);
  }

  /// Learns when the newest value came.
  public void seen(long millis) {
    absence = absence.sample(millis);
  }

  private @Nullable Double slope(long millis, double value) {
    RateOfChange over = rate;
    if (over == null || !(rule.criterion() instanceof Criterion.Moving moving)) {
      return null;
    }
    if (rated != Long.MIN_VALUE && millis - rated < moving.window().toMillis() / RATED) {
      return null;
    }
    rated = millis;
    return over.observe(millis, value);
  }

  /// A step with a value.
  ///
  /// @param verdict what the detector says; null when nobody asked it
  public Turn step(long millis, double value, @Nullable Verdict verdict) {
    absence = absence.sample(millis);
    return switch (rule.criterion()) {
      case Criterion.Unusual unusual ->
          verdict == null ? Turn.NOTHING : unusual(unusual.sensitivity().score(), verdict);
      case Criterion.Beyond beyond -> {
        finding = new Finding.Bounded(value, beyond.limit());
        threshold = threshold.step(value);
        yield turn(threshold.crossed(), !threshold.crossed(), threshold.upwards());
      }
      case Criterion.Silent silent -> {
        finding = new Finding.Missing(silent.silence());
        yield persistence.active() ? close() : Turn.NOTHING;
      }
      case Criterion.Moving moving -> moving(moving, millis, value);
      case Criterion.Reaching _, Criterion.Apart _, Criterion.Unseen _ ->
          Turn.NOTHING; // judged by what others find
    };
  }

  /// Looks whether the series has been silent for too long.
  ///
  /// @param slackMillis how much later than it was measured a value may arrive
  /// @param listeningMillis since when values could come at all: silence from before nobody has heard
  public Turn silent(long nowMillis, long slackMillis, long listeningMillis) {
    if (!(rule.criterion() instanceof Criterion.Silent silent)
        || persistence.active()
        || !absence.noEarlier(listeningMillis).absent(nowMillis - slackMillis)) {
      return Turn.NOTHING;
    }
    finding = new Finding.Missing(silent.silence());
    upwards = false;
    persistence = active(persistence);
    return Turn.OPENED;
  }

  /// When the series counts as absent if no value comes, in epoch milliseconds; null before the first value, and of rules that do not
  /// wait for silence.
  @Nullable Long silenceDue() {
    return rule.criterion() instanceof Criterion.Silent ? absence.dueMillis() : null;
  }

  /// A look ahead.
  ///
  /// @param value the newest of the series
  public Turn ahead(double value, LimitForecast.Outlook outlook) {
    if (!(rule.criterion() instanceof Criterion.Reaching reaching)) {
      return Turn.NOTHING;
    }
    finding = new Finding.Ahead(value, reaching.limit(), outlook);
    Double days = outlook.days();
    double within = reaching.within().toMillis() / DAY_MILLIS;
    return turn(
        days != null && days <= within,
        days == null || days > Criterion.Reaching.CLEAR * within,
        rule.direction() != Rule.Direction.DOWN);
  }

  /// A comparison with the peers.
  public Turn compared(Finding.Compared with) {
    if (!(rule.criterion() instanceof Criterion.Apart apart)) {
      return Turn.NOTHING;
    }
    finding = with;
    boolean up = with.deviations() >= 0;
    double off = sides(up) ? Math.abs(with.deviations()) : 0;
    return turn(off >= apart.deviations(), off < HYSTERESIS * apart.deviations(), up);
  }

  /// What was found of a value that may be new.
  public Turn unseen(Finding.Unseen found) {
    if (!(rule.criterion() instanceof Criterion.Unseen)) {
      return Turn.NOTHING;
    }
    finding = found;
    return turn(found.raised(), !found.raised(), true);
  }

  private Turn unusual(double score, Verdict verdict) {
    if (verdict.state() != Verdict.State.JUDGED) {
      return Turn.NOTHING;
    }
    finding = new Finding.Judged(verdict);
    boolean up = verdict.actual() >= verdict.expected();
    boolean side = sides(up);
    // The score fades while an event lasts, so that only its beginning has to be new.
    boolean unusual =
        verdict.score() >= score
            || ((persistence.active() || persistence.history() != 0)
                && verdict.abnormality() >= score);
    return turn(side && unusual, !side || verdict.abnormality() < HYSTERESIS * score, up);
  }

  private Turn moving(Criterion.Moving moving, long millis, double value) {
    Double slope = slope(millis, value);
    if (slope == null) {
      return Turn.NOTHING;
    }
    Duration window = moving.window();
    double change = slope * window.toMillis() / 1_000;
    finding = new Finding.Moved(value, change, window);
    double size = sides(change >= 0) ? Math.abs(change) : 0;
    return turn(size > moving.change(), size <= HYSTERESIS * moving.change(), change >= 0);
  }

  private boolean sides(boolean up) {
    return switch (rule.direction()) {
      case UP -> up;
      case DOWN -> !up;
      case BOTH -> true;
    };
  }

  /// @param hit odd enough to open
  /// @param usual usual enough to close; what is neither keeps things as they are
  private Turn turn(boolean hit, boolean usual, boolean up) {
    if (hit) {
      upwards = up;
    }
    boolean before = persistence.active();
    persistence = persistence.step(before ? !usual : hit);
    return before == persistence.active()
        ? Turn.NOTHING
        : persistence.active() ? Turn.OPENED : Turn.CLOSED;
  }

  private Turn close() {
    persistence = persistence(rule);
    return Turn.CLOSED;
  }
}
