package dev.muster.kernel;

/// Why a decision fell as it did: which rule, in which version, and the same in plain words for the person who reads it.
///
/// @param rule short stable name of the rule, for example `grouping.time`
/// @param version version of the rule or of its settings that was in force
/// @param words one plain sentence
public record Reason(String rule, int version, String words) {}
