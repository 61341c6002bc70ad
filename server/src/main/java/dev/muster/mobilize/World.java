package dev.muster.mobilize;

import dev.muster.catalog.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a step may know of the rest of the house, looked up at the step's `now`.
///
/// @param service the incident's service; null when it is gone
/// @param policy the policy that the step may put the response on; null when there is none
/// @param onCall who is on call by schedule id; a schedule that is left out has nobody
/// @param names people by id, schedules by id, and the incident that the response's own became part of; a person who is left out does not
///     exist
/// @param rings by rule id, which place is next
/// @param fallback who is told when nobody is on call
/// @param doubts what speaks against the service having recovered; looked up only where that matters
record World(
    @Nullable Service service,
    @Nullable Policy policy,
    Map<String, List<String>> onCall,
    Map<String, String> names,
    Map<String, Long> rings,
    Fallback fallback,
    List<String> doubts) {
  World(
      @Nullable Service service,
      @Nullable Policy policy,
      Map<String, List<String>> onCall,
      Map<String, String> names,
      Map<String, Long> rings,
      Fallback fallback) {
    this(service, policy, onCall, names, rings, fallback, List.of());
  }

  /// The same, with what people call something.
  World naming(String id, String name) {
    var more = new HashMap<>(names);
    more.put(id, name);
    return new World(service, policy, onCall, more, rings, fallback, doubts);
  }

  String name(String id) {
    return names.getOrDefault(id, id);
  }

  boolean exists(String userId) {
    return names.containsKey(userId);
  }
}
