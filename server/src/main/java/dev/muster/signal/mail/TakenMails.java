package dev.muster.signal.mail;

import java.time.Instant;
import java.util.Optional;

/// Remembers mails for a day, as a mail server that heard no answer brings the same mail again. Of a mail that was answered with a refusal
/// nothing is remembered.
interface TakenMails {
  /// A mail that came before.
  ///
  /// @param since when it came last
  /// @param taken whether it is known to be durable; otherwise what it says may be, or not
  record Before(Instant since, boolean taken) {}

  /// Notes that a mail has come.
  ///
  /// @param mark the same for the same mail to the same key
  /// @return empty when it comes for the first time
  Optional<Before> came(String mark, Instant now);

  /// Notes that what the mail says is durable.
  void taken(String mark);

  /// Notes that nothing of the mail was kept, so that it is new when it comes again.
  void forget(String mark);
}
