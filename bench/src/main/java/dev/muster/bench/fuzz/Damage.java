package dev.muster.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/// Damages bodies as broken senders, proxies and disks do, and as people who look for weaknesses do.
final class Damage {
  /// What stands for a value, or stands where nothing should.
  private static final List<String> SHRAPNEL =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "\"\"",
          "0",
          "-1",
          "1e999",
          "-0.0",
          "NaN",
          "99999999999999999999999999",
          "9223372036854775807",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[[[[[[[[[[",
          "{\"a\":{\"a\":{\"a\":",
          "\"-292275055-05-16T16:47:04Z\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"1970-01-01\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "'",
          "=",
          " ",
          "\n",
          "\u0000",
          "\uFEFF",
          "\uFFFF",
          "\uD83D\uDE00");

  private static final int MOST_DAMAGES = 3;
  private static final int LONG_TEXT = 3_000;

  private Damage() {}

  /// A copy with one to three damages; now and then they hit nothing that matters.
  static byte[] damaged(RandomGenerator any, byte[] body) {
    byte[] damaged = body;
    for (int left = 1 + any.nextInt(MOST_DAMAGES); left > 0; left--) {
      damaged = once(any, damaged);
    }
    return damaged;
  }

  private static byte[] once(RandomGenerator any, byte[] body) {
    int at = any.nextInt(body.length + 1);
    return switch (any.nextInt(10)) {
      case 0 -> replaced(body, at, at + 1, new byte[] {(byte) any.nextInt(256)});
      case 1 -> bitFlipped(any, body);
      case 2 -> replaced(body, at, at + any.nextInt(20), new byte[0]);
      case 3 -> replaced(body, at, at, shrapnel(any, SHRAPNEL.size()));
      case 4, 5, 6, 7 -> valueReplaced(any, body);
      case 8 -> repeated(any, body, at);
      default -> any.nextInt(10) == 0 ? replaced(body, at, body.length, new byte[0]) : body;
    };
  }

  private static byte[] bitFlipped(RandomGenerator any, byte[] body) {
    byte[] copy = body.clone();
    if (copy.length > 0) {
      copy[any.nextInt(copy.length)] ^= (byte) (1 << any.nextInt(8));
    }
    return copy;
  }

  /// A piece of the body stands in it a second time, as after a retry that was not noticed.
  private static byte[] repeated(RandomGenerator any, byte[] body, int at) {
    int end = Math.min(body.length, at + any.nextInt(40));
    byte[] piece = new byte[end - at];
    System.arraycopy(body, at, piece, 0, piece.length);
    return replaced(body, at, at, piece);
  }

  /// Puts something else in the place of a value, which leaves most bodies well formed.
  private static byte[] valueReplaced(RandomGenerator any, byte[] body) {
    int colon = any.nextInt(Math.max(1, body.length));
    while (colon < body.length && body[colon] != ':' && body[colon] != '=') {
      colon++;
    }
    int end = colon + 1;
    while (end < body.length && ",}] \n".indexOf(body[end]) < 0) {
      end++;
    }
    byte[] value =
        any.nextInt(4) == 0
            ? ("\"" + "w".repeat(any.nextInt(LONG_TEXT)) + "\"").getBytes(StandardCharsets.UTF_8)
            : shrapnel(any, 19);
    return colon >= body.length ? body : replaced(body, colon + 1, end, value);
  }

  private static byte[] shrapnel(RandomGenerator any, int of) {
    return SHRAPNEL.get(any.nextInt(of)).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] replaced(byte[] body, int from, int until, byte[] with) {
    int end = Math.min(body.length, until);
    byte[] result = new byte[body.length - (end - from) + with.length];
    System.arraycopy(body, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(body, end, result, from + with.length, body.length - end);
    return result;
  }
}
