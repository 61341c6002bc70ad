package dev.muster.mobilize.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The moment at which being on call passes from one person to another.
///
/// @param from who goes; null when nobody was on call before
/// @param to who comes; null when nobody is on call afterwards
public record Handoff(Instant at, @Nullable String from, @Nullable String to) {}
