package dev.muster.signal.mail;

/// What the sender of a mail is told: 250 that it is durable, a code of the 400s to come again, a code of the 500s never to.
///
/// @param status the enhanced code, such as 2.0.0
record Verdict(int code, String status, String words) {
  private static final String UNSURE = "4.3.0";

  static Verdict taken(String words) {
    return new Verdict(250, "2.0.0", words);
  }

  static Verdict later(String words) {
    return new Verdict(451, UNSURE, words);
  }

  static Verdict never(String status, String words) {
    return new Verdict(554, status, words);
  }

  /// Whether what the mail says may be durable all the same, as the answer of the database did not come.
  boolean isUnsure() {
    return status.equals(UNSURE);
  }

  boolean isTaken() {
    return code == 250;
  }
}
