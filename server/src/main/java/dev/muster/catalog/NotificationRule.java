package dev.muster.catalog;

import dev.muster.kernel.Urgency;

/// How soon after an assignment a user wants to be told by which contact method.
///
/// @param delayMinutes minutes after the assignment; 0 is at once
public record NotificationRule(
    String id, String userId, int delayMinutes, String contactMethodId, Urgency urgency) {}
