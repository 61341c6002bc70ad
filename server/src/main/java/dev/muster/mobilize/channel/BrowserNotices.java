package dev.muster.mobilize.channel;

/// Hears what is to be shown in the browsers of a signed-in person. The room that holds the open connections registers itself
/// with the bean `BrowserDoor`.
@FunctionalInterface
public interface BrowserNotices {
  /// Something to show.
  ///
  /// @param userId whose browsers
  /// @param incidentId what it is about
  record Notice(
      String userId,
      String incidentId,
      String title,
      dev.muster.kernel.Urgency urgency,
      String service) {}

  /// Shows it.
  ///
  /// @return how many browsers took it; 0 when the person has none open
  int show(Notice notice);
}
