package dev.muster.signal.rules;

/// Why a text is no condition.
///
/// @param position index of the offending character, from 0
/// @param what in plain words
public record ConditionFault(int position, String what) {
  /// One sentence for people, who count from 1.
  public String words() {
    return "at character %d: %s".formatted(position + 1, what);
  }

  /// Carries a fault out of the parser.
  static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ConditionFault fault;

    Found(int position, String what) {
      super(what, null, false, false);
      this.fault = new ConditionFault(position, what);
    }

    ConditionFault fault() {
      return fault;
    }
  }
}
