package dev.muster.alert;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An alert as it is kept and shown.
///
/// @param id `Q...`
/// @param integrationId the door it came through; null for one that a person made by hand
/// @param dedupKey what its monitor calls it; unique among the open alerts of the integration
/// @param severity as last said by the monitor
/// @param details the monitor's own JSON, lossless, as of the opening or the last change of severity; null when it sent none
/// @param links JSON list of links as sent; null when none
/// @param images JSON list of images as sent; null when none
/// @param count signals that said the same, the first included
/// @param lastSeenAt when the last of them was received; the count and this lag by a quarter of a second at most
/// @param acknowledgedAt when a monitor asked to acknowledge it; null when none did
/// @param resolvedByKind `monitor`, `person` or `muster`; null while open
/// @param resolveReason why, in plain words; null while open
/// @param suppressedWhy why it pages nobody; null when it may
/// @param flapping whether its key opens and resolves in quick succession
/// @param changes how often it did so within the window, as of its last change
/// @param suppressedBy what sort of reason keeps it quiet: `maintenance`, `disabled`, `rule`, `stage`, `noise`, or `hold` while it
///     waits for its own end; null when it may page
/// @param heldUntil when it pages unless it has ended by then; null when it does not wait
/// @param handling what event rules want; null when they had nothing to say
public record Alert(
    String id,
    @Nullable String integrationId,
    String serviceId,
    String dedupKey,
    Status status,
    Severity severity,
    String summary,
    String source,
    @Nullable String component,
    @Nullable String group,
    @Nullable String eventClass,
    @Nullable String client,
    @Nullable String clientUrl,
    @Nullable String details,
    @Nullable String links,
    @Nullable String images,
    int count,
    Instant firstSeenAt,
    Instant lastSeenAt,
    @Nullable Instant acknowledgedAt,
    @Nullable Instant resolvedAt,
    @Nullable String resolvedByKind,
    @Nullable String resolvedById,
    @Nullable String resolveReason,
    @Nullable String suppressedWhy,
    boolean flapping,
    int changes,
    @Nullable String suppressedBy,
    @Nullable Instant heldUntil,
    @Nullable Handling handling) {

  /// Open or not; a resolved alert never opens again.
  public enum Status {
    TRIGGERED,
    RESOLVED;

    /// The lower-case word used on the wire.
    public String wire() {
      return Words.of(this);
    }

    /// The status with that wire word, in any case; empty when there is none.
    public static java.util.Optional<Status> of(String word) {
      return Words.findInAnyCase(Status.class, word);
    }
  }

  public boolean isOpen() {
    return status == Status.TRIGGERED;
  }

  public boolean isSuppressed() {
    return suppressedWhy != null;
  }
}
