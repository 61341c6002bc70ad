package dev.muster.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A door through which one monitor speaks for one service.
///
/// @param type the wire's word, for example `events_api_v2_inbound_integration`
/// @param key the 32 characters that senders authenticate with; unique
/// @param email the address of an e-mail integration; null for the others
/// @param mails whether people may be told by mail of what it alone has said; false where the incident's page has taken the place of the
///     tool's mails
/// @param mailRule which mails to its address are the same alert
public record Integration(
    String id,
    String serviceId,
    String name,
    String type,
    String key,
    @Nullable String email,
    @Nullable String vendorId,
    boolean mails,
    MailRule mailRule,
    Instant createdAt) {}
