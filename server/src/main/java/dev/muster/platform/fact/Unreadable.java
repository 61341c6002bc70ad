package dev.muster.platform.fact;

/// Stands in for an event that this build cannot read, for example one that a newer build has said.
///
/// @param type the record's simple name
/// @param body its JSON
/// @param why what went wrong
public record Unreadable(String type, String body, String why) {}
