package dev.muster.platform.health;

/// One part of Muster that can be well or not, asked by `GET /health` and `GET /ready`.
public interface HealthPart {
  /// A short word that never changes, for example `database`.
  String name();

  /// Looks now; must answer within about two seconds and must not throw.
  State check();

  /// What a part says about itself.
  ///
  /// @param accepts whether events can be accepted as far as this part is concerned; when a part says
  ///     no, senders should turn to another node
  /// @param says one sentence for people, also when all is well
  record State(boolean accepts, String says) {
    /// All is well.
    public static State well(String says) {
      return new State(true, says);
    }

    /// Events cannot be accepted.
    public static State ill(String says) {
      return new State(false, says);
    }
  }
}
