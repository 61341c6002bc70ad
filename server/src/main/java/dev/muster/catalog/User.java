package dev.muster.catalog;

import dev.muster.kernel.Role;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// A person.
///
/// @param email the address they sign in with; unique without regard to case
/// @param color how they are drawn on schedules, a colour's name
public record User(
    String id,
    String name,
    String email,
    ZoneId timeZone,
    Role role,
    @Nullable String jobTitle,
    @Nullable String description,
    String color,
    @Nullable String avatarUrl,
    Instant createdAt) {}
