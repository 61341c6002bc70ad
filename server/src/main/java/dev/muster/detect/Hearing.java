package dev.muster.detect;

import java.time.Instant;

/// Something that waits for words from outside, and for which silence means nothing while nobody could hear them.
public interface Hearing {
  /// The doors are open: from now on words come in. A start takes a while, at which nobody is to blame for being silent.
  void opened(Instant now);
}
