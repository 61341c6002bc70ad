package dev.muster.mobilize;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What messages that left were about, for whoever hears an answer to one.
public interface Pages {
  /// That a person was told of an incident.
  ///
  /// @param requestId the request when the person was asked to help; null when the incident was theirs
  /// @param stands false once the incident went to other people, or to them anew
  record Page(String incidentId, String userId, @Nullable String requestId, boolean stands) {}

  /// What one message told its person; empty when nobody knows the message.
  List<Page> of(String parcelId);

  /// What texts to that number told since then, of each incident and request once, the newest first.
  ///
  /// @param number in international form
  List<Page> toNumber(String number, Instant since);
}
