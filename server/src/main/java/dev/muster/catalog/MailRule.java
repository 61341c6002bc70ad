package dev.muster.catalog;

import dev.muster.kernel.Words;
import java.util.Optional;

/// Which mails to an integration are the same alert, in the words of `email_incident_creation`.
public enum MailRule {
  /// None: each mail is an alert of its own.
  ON_NEW_EMAIL,
  /// Those with the same subject.
  ON_NEW_EMAIL_SUBJECT,
  /// All, as long as the alert is open.
  ONLY_IF_NO_OPEN_INCIDENTS;

  public static MailRule usual() {
    return ON_NEW_EMAIL_SUBJECT;
  }

  public String wire() {
    return Words.of(this);
  }

  static Optional<MailRule> of(String word) {
    return Words.find(MailRule.class, word);
  }
}
