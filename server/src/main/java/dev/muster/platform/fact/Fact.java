package dev.muster.platform.fact;

import java.time.Instant;

/// A fact as a reader gets it.
///
/// @param topic the room that said it
/// @param lane the room's lane that said it; order holds within a lane
/// @param sequence position in topic and lane, from 1, without gaps
/// @param at when it was said, by the clock of the step
/// @param event the record, one of the topic's sealed family, or {@link Unreadable}
public record Fact(String topic, int lane, long sequence, Instant at, Object event) {
  public Place place() {
    return new Place(topic, lane);
  }
}
