package dev.muster.platform.web;

import org.jspecify.annotations.Nullable;

/// A pointer to another object as the REST API writes it.
///
/// @param type the object's type with `_reference` behind it
public record Reference(
    String id,
    String type,
    @Nullable String summary,
    @Nullable String self,
    @Nullable String htmlUrl) {}
