package dev.muster.signal.drop;

import dev.muster.signal.Endpoint;
import java.util.List;

/// One event of a file.
///
/// @param place for people, such as `line 3`
/// @param text as it stood there, so that it can be mended and dropped again
record Piece(String place, String text, Says says) {
  /// What it comes to.
  sealed interface Says {}

  /// An event for the intake. The same piece always has the same bytes: by them it is found again after a crash.
  ///
  /// @param alert the alert that it names; empty when that is for the intake to find out
  record Event(
      Endpoint endpoint, String alert, @SuppressWarnings("ArrayRecordComponent") byte[] body)
      implements Says {}

  /// It asks for nothing.
  record Nothing(String why) implements Says {}

  /// Nothing can be made of it.
  record Faulty(List<String> faults) implements Says {
    Faulty {
      faults = List.copyOf(faults);
    }
  }
}
