package dev.muster.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The desk for what is found out about contact methods, and what people want to hear besides pages.
public interface Contacts {
  /// Notes that the person proved to hold that address, which also shows that messages arrive there.
  ///
  /// @param address what was proved; nothing is noted when the contact method has another one by now
  /// @return true when it was noted
  boolean verified(String contactMethodId, String address, Instant at);

  /// The browser behind the address of a push contact method.
  Optional<PushSubscription> subscription(String address);

  /// Notes that the push service knows this browser no more: the contact method is switched off, so that nothing relies on it.
  void subscriptionEnded(String address);

  /// What every person wants to hear about their shifts.
  List<HandoffRule> handoffRules();
}
