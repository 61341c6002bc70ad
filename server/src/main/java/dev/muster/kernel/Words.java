package dev.muster.kernel;

import java.util.Locale;
import java.util.Optional;

/// The words that stand for the constants of a closed list on the wire: their names in lower case, `NOT_ACTIONABLE` as `not_actionable`.
public final class Words {
  private Words() {}

  /// The word of a constant.
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// The constant that the word stands for, written exactly so; empty when there is none.
  public static <E extends Enum<E>> Optional<E> find(Class<E> list, String word) {
    for (E constant : list.getEnumConstants()) {
      if (of(constant).equals(word)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }

  /// The constant that the word stands for, in capital or small letters; empty when there is none.
  public static <E extends Enum<E>> Optional<E> findInAnyCase(Class<E> list, String word) {
    for (E constant : list.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(word)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
