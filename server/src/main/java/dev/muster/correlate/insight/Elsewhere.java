package dev.muster.correlate.insight;

import java.util.List;
import java.util.Map;

/// What an incident rests on and what cries there in other incidents of the present, open still.
///
/// @param said by id of a thing that has such alerts and none in the incident: a plain sentence that says so
/// @param beneath alerts of things that the incident rests on, begun shortly before it or since. They count as if they were its own for as
///     long as weights are stated and not learned; learned ones know what is beside an incident and weigh it themselves
public record Elsewhere(Map<String, String> said, List<Symptom> beneath) {
  /// Nothing of it does.
  public static final Elsewhere NOTHING = new Elsewhere(Map.of(), List.of());

  public Elsewhere {
    said = Map.copyOf(said);
    beneath = List.copyOf(beneath);
  }
}
