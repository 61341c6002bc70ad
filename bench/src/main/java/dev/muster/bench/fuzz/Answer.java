package dev.muster.bench.fuzz;

/// What became of a body, whatever the protocol says it with.
///
/// @param said in the words of the other side, or why there are none
record Answer(Outcome outcome, String said) {
  enum Outcome {
    TAKEN,
    /// With a reason, for good.
    REFUSED,
    /// Too much is going on; the same body may come again.
    PUT_OFF,
    /// A fault of the server, a refusal without a reason, or nothing at all.
    WRONG
  }

  static Answer wrong(String said) {
    return new Answer(Outcome.WRONG, said);
  }
}
