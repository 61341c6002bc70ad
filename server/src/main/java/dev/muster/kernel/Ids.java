package dev.muster.kernel;

import java.util.random.RandomGenerator;

/// Makes identifiers. Handed in from outside so that a decision can be replayed with the same ids.
@FunctionalInterface
public interface Ids {
  /// A new identifier: the prefix and 13 characters of 0-9 and A-Z, 67 bits, opaque to everybody.
  ///
  /// @param prefix an upper-case letter, `P` for things that people set up, `Q` for things that happen
  String next(char prefix);

  /// Identifiers from that source of randomness: a secure one in production, a seeded one in tests.
  static Ids from(RandomGenerator random) {
    return prefix -> {
      char[] id = new char[14];
      id[0] = prefix;
      for (int i = 1; i < id.length; i++) {
        int digit = random.nextInt(36);
        id[i] = (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
      }
      return new String(id);
    };
  }
}
