package dev.muster.mobilize;

import org.jspecify.annotations.Nullable;

/// Who is told when a policy finds nobody, so that an incident never meets silence.
///
/// @param userId a person, who then has the incident; null for none
/// @param address a mail address; null for none
public record Fallback(@Nullable String userId, @Nullable String address) {
  public static final Fallback NONE = new Fallback(null, null);

  boolean none() {
    return userId == null && address == null;
  }
}
