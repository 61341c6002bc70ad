package dev.muster.correlate.engine.reading;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the engine reads out of an alert.
///
/// @param onset when the trouble began as far as can be told: the monitor's time, put right by how far its clock is off, never later
///     than the arrival
/// @param entity number of the entity in the topology, or -1 when nothing known is named
/// @param service number of the service concerned, or -1
/// @param mentions numbers of other entities that are named, as peers usually
/// @param identifier the words by which the entity was found, or the source when it was not
/// @param exact whether the entity itself is known, not only the service of an unknown replica
/// @param template the summary without what differs from one alert to the next
/// @param kind what kind of alert it is: the tool and its class of problem, or the tool and the template
/// @param marks words of the summary that neither name an entity nor count anything, such as an error code or the name of an exception
/// @param stage `prod` or another stage, lower case; empty when nothing says it
/// @param words how the entity was found, in plain words
/// @param door the service that it came in through, when that is all that is known of what it is about; null otherwise
/// @param named whether the text names what the identifier says
/// @param thing whether the identifier means the same thing through whichever door it comes; what does not is no place but the
///     monitor's own name
/// @param doors through how many doors the identifier has come, as far as that is counted; 0 where that plays no part
public record AlertReading(
    AlertSighting sighting,
    Instant onset,
    int entity,
    int service,
    List<Integer> mentions,
    String identifier,
    boolean exact,
    String template,
    String kind,
    List<String> marks,
    String stage,
    String words,
    @Nullable String door,
    boolean named,
    boolean thing,
    int doors) {
  public AlertReading {
    mentions = List.copyOf(mentions);
    marks = List.copyOf(marks);
  }

  /// Id of the alert.
  public String alertId() {
    return sighting.alertId();
  }
}
