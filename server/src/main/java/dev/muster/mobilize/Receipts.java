package dev.muster.mobilize;

/// Where providers' words about messages that have left go to.
public interface Receipts {
  /// Keeps the receipt, once for each state of a message. When it says that a page has not arrived and the person is still wanted,
  /// the next way is tried at once. A message that is no page, or that nobody knows, is passed over.
  void came(String parcelId, Notification.Receipt receipt);
}
