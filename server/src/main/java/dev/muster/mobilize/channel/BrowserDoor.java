package dev.muster.mobilize.channel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Where the holders of open browser connections sign up.
public final class BrowserDoor {
  private final List<BrowserNotices> listeners = new CopyOnWriteArrayList<>();

  public void listen(BrowserNotices listener) {
    listeners.add(listener);
  }

  /// Shows it in every open browser of that person.
  ///
  /// @return how many took it
  int show(BrowserNotices.Notice notice) {
    int shown = 0;
    for (BrowserNotices listener : listeners) {
      shown += listener.show(notice);
    }
    return shown;
  }
}
