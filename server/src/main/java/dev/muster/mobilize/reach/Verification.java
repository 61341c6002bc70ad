package dev.muster.mobilize.reach;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A code that is under way to a contact method, and what may be done about it. Pure.
///
/// Six digits, five tries and five codes an hour leave a guesser 25 chances an hour in a million.
///
/// @param address where the code went; it proves nothing about another address
/// @param tries how often a wrong code was entered
/// @param deliveryId the message that carries it
/// @param windowFrom when the hour began in which codes are counted
/// @param sentInWindow codes sent in that hour
record Verification(
    String contactMethodId,
    String userId,
    String address,
    String code,
    Instant sentAt,
    Instant expiresAt,
    int tries,
    String deliveryId,
    Instant windowFrom,
    int sentInWindow) {
  static final int DIGITS = 6;
  static final int TRIES_MOST = 5;
  static final int CODES_AN_HOUR = 5;
  static final Duration GOOD_FOR = Duration.ofMinutes(15);
  static final Duration WINDOW = Duration.ofHours(1);

  /// How long to wait before the next code may be sent; zero when it may be sent now.
  static Duration wait(@Nullable Verification last, Instant now) {
    if (last == null || last.sentInWindow < CODES_AN_HOUR) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, last.windowFrom.plus(WINDOW));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// The next code to the address, after the last one.
  static Verification next(
      @Nullable Verification last,
      String contactMethodId,
      String userId,
      String address,
      String code,
      String deliveryId,
      Instant now) {
    Verification same = last != null && now.isBefore(last.windowFrom.plus(WINDOW)) ? last : null;
    return new Verification(
        contactMethodId,
        userId,
        address,
        code,
        now,
        now.plus(GOOD_FOR),
        0,
        deliveryId,
        same == null ? now : same.windowFrom,
        same == null ? 1 : same.sentInWindow + 1);
  }

  /// What became of an attempt to enter the code.
  sealed interface Outcome {
    /// It is the code.
    record Right() implements Outcome {}

    /// It is not.
    ///
    /// @param left tries that are left; 0 when a new code is needed
    record Wrong(int left) implements Outcome {}

    /// A new code is needed.
    ///
    /// @param why one plain sentence
    record Useless(String why) implements Outcome {}
  }

  /// Compares what was entered.
  ///
  /// @param address the contact method's address now
  Outcome entered(String typed, String address, Instant now) {
    if (!this.address.equals(address)) {
      return new Outcome.Useless("The code went to another address. Send a new one.");
    }
    if (tries >= TRIES_MOST) {
      return new Outcome.Useless("Too many wrong codes were entered. Send a new one.");
    }
    if (!now.isBefore(expiresAt)) {
      return new Outcome.Useless("The code has expired. Send a new one.");
    }
    String digits = typed.replaceAll("[\\s-]", "");
    return digits.equals(code) ? new Outcome.Right() : new Outcome.Wrong(TRIES_MOST - tries - 1);
  }

  Verification oneTryMore() {
    return new Verification(
        contactMethodId,
        userId,
        address,
        code,
        sentAt,
        expiresAt,
        tries + 1,
        deliveryId,
        windowFrom,
        sentInWindow);
  }
}
