package dev.muster.signal;

import dev.muster.kernel.Words;

/// What a signal did. Every signal has exactly one effect, so that the effects of some time add up to the raw signals of that time.
/// The code is kept on the tape and never changes its meaning.
public enum Effect {
  /// It opened an alert that may page.
  OPENED('o'),
  /// It opened an alert that pages nobody: maintenance, a disabled service, a rule, the importance of its stage.
  SUPPRESSED('s'),
  /// It opened an alert that first waits whether it clears by itself.
  HELD('h'),
  /// It opened an alert that reads like what is said all the time; it is kept and pages nobody.
  DEMOTED('n'),
  /// Its alert was open already; it was counted there.
  DEDUPLICATED('d'),
  /// Its alert was open already and became better or worse.
  CHANGED('c'),
  /// Its alert had been kept quiet and may page from now on.
  RELEASED('f'),
  /// It acknowledged its alert.
  ACKNOWLEDGED('a'),
  /// It resolved its alert.
  RESOLVED('e'),
  /// There was nothing to acknowledge or to resolve, or it came too late.
  NOTHING('x'),
  /// A rule says that it is to have no effect.
  DROPPED('p'),
  /// No rule says which service it is about.
  UNROUTED('u');

  private final char code;

  Effect(char code) {
    this.code = code;
  }

  public char code() {
    return code;
  }

  /// The lower-case word used on the wire.
  public String wire() {
    return Words.of(this);
  }

  /// True when it made an alert.
  public boolean makesAlert() {
    return this == OPENED || this == SUPPRESSED || this == HELD || this == DEMOTED;
  }

  /// @throws IllegalArgumentException when no effect has that code
  public static Effect of(char code) {
    for (Effect effect : values()) {
      if (effect.code == code) {
        return effect;
      }
    }
    throw new IllegalArgumentException("no effect " + code);
  }
}
