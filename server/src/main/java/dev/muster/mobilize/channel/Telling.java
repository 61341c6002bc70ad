package dev.muster.mobilize.channel;

import dev.muster.kernel.Urgency;
import org.jspecify.annotations.Nullable;

/// One incident that somebody is told of.
///
/// @param noticeId which notice this is
/// @param service the service's name
/// @param why why this person is told, in plain words
/// @param since when the incident began, in words, on the clock of whoever is told
/// @param userId who is told; null for an address without an account
/// @param requestId the request when this person is asked to help; null when the incident is theirs
/// @param runbook what to do when the service breaks, as its owners wrote it; null when they did not
public record Telling(
    String noticeId,
    String incidentId,
    long number,
    String title,
    String service,
    Urgency urgency,
    String why,
    String since,
    @Nullable String userId,
    @Nullable String requestId,
    @Nullable String runbook) {}
