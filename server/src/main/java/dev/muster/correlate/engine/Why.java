package dev.muster.correlate.engine;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Why the engine decided as it did.
///
/// @param rule short stable name of the rule
/// @param version of the engine's rules that was in force
/// @param model digest of what had been learned by then; 0 when nothing had
/// @param words for the person who reads it
/// @param values the numbers that the decision rests on, by name
public record Why(String rule, int version, long model, String words, Map<String, Double> values) {
  public Why {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
