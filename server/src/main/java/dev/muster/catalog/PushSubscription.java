package dev.muster.catalog;

/// Where a browser takes messages while no page of ours is open, as the browser's own push service gave it out (RFC 8030, RFC 8291).
///
/// @param address what the contact method shows: the push service's host and a fingerprint; says nothing that lets anybody push
/// @param endpoint the push service's https address for this browser; a secret
/// @param p256dh the browser's public key, an uncompressed point on P-256, 65 bytes in base64url
/// @param auth a secret shared with the browser, 16 bytes in base64url
public record PushSubscription(String address, String endpoint, String p256dh, String auth) {}
