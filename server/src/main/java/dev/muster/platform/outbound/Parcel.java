package dev.muster.platform.outbound;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something to be delivered to the outside.
///
/// @param id identifier, `Q...`
/// @param owner the room that is told the outcome
/// @param channel which carrier takes it, for example `email`, `webhook`, `browser`
/// @param idempotencyKey a second parcel with the same key is the same parcel; sent along where the channel can carry it
/// @param orderKey parcels with the same key leave one after the other in order of creation; null when order does not matter
/// @param priority smaller leaves first: 0 high-urgency pages, 5 everything else, 9 bulk; within one priority the newest first when
///     there is a backlog of unordered parcels
/// @param about what it is about, for example an incident's id
/// @param address where to: mail address, URL, user id
/// @param payload the channel's own JSON
/// @param expiresAt when it is no longer worth sending; null when never
public record Parcel(
    String id,
    String owner,
    String channel,
    String idempotencyKey,
    @Nullable String orderKey,
    int priority,
    String about,
    String address,
    String payload,
    Instant createdAt,
    @Nullable Instant expiresAt) {}
