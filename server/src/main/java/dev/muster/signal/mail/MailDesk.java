package dev.muster.signal.mail;

/// Behind the door for mails.
interface MailDesk {
  /// Whether mails for that address are taken.
  boolean knows(String address);

  /// Takes a mail for all its recipients. Never throws.
  ///
  /// @return 250 only when what it said is durable
  Verdict take(Envelope envelope);
}
