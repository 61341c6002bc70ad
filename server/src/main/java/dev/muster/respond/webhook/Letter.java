package dev.muster.respond.webhook;

/// What a parcel of this channel holds.
///
/// @param subscriptionId whom it is for
/// @param eventType for the delivery log
/// @param body the exact text that is sent and signed
record Letter(String subscriptionId, String eventType, String body) {}
