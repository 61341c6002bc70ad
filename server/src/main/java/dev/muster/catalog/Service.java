package dev.muster.catalog;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.kernel.Words;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that runs and that somebody answers for.
///
/// @param disabled true when its signals are kept but open nothing
/// @param escalationPolicyId the policy that its incidents climb
/// @param teamId the one owning team; null when nobody has said
/// @param contact how outsiders reach the owners, in their own words: an address, a channel; null when nobody has said
/// @param runbook what to do when it breaks, in words, by the address of a page, or both; null when nobody has said
/// @param acknowledgementTimeoutSeconds after this an acknowledged incident triggers again; null means never
/// @param autoResolveTimeoutSeconds after this an untouched incident resolves by itself; null means never
/// @param alertCreation the wire's word, `create_alerts_and_incidents` or `create_incidents`
/// @param autoPauseSeconds how long alerts that tend to clear by themselves are held back; null means not at all
/// @param recoveryMode what happens when all alerts of an incident are resolved
/// @param watchSeconds how long a recovered incident is watched in {@link RecoveryMode#WATCH}
public record Service(
    String id,
    String name,
    @Nullable String description,
    boolean disabled,
    String escalationPolicyId,
    @Nullable String teamId,
    @Nullable String contact,
    @Nullable String runbook,
    @Nullable Integer acknowledgementTimeoutSeconds,
    @Nullable Integer autoResolveTimeoutSeconds,
    String alertCreation,
    UrgencyRule urgencyRule,
    @Nullable SupportHours supportHours,
    List<ScheduledAction> scheduledActions,
    AlertGrouping alertGrouping,
    @Nullable Integer autoPauseSeconds,
    RecoveryMode recoveryMode,
    int watchSeconds,
    Instant createdAt) {
  public static final int ACKNOWLEDGEMENT_TIMEOUT_SECONDS = 1_800;
  public static final int AUTO_RESOLVE_TIMEOUT_SECONDS = 14_400;
  public static final int WATCH_SECONDS = 900;

  /// Characters of a runbook; what is longer belongs on a page of its own, whose address is the runbook.
  public static final int RUNBOOK_MOST = 10_000;

  public Service {
    scheduledActions = List.copyOf(scheduledActions);
  }

  /// What happens when all alerts of an incident are resolved.
  public enum RecoveryMode {
    /// It resolves.
    RESOLVE,
    /// It stays open until the watch time has passed without a relapse.
    WATCH,
    /// As {@link #WATCH}, and it resolves only when the journeys and objectives of the service were green for the watch time; also
    /// when a person resolves it, who may insist with a reason.
    VERIFY;

    /// Whether it stays open for the watch time.
    public boolean watches() {
      return this != RESOLVE;
    }

    public String wire() {
      return Words.of(this);
    }
  }

  /// A change of urgency for incidents that are open when support hours start or end.
  ///
  /// @param atStart true for the start of support hours, false for their end
  public record ScheduledAction(boolean atStart, Urgency toUrgency) {}

  /// A service with the defaults of the REST API.
  public static Service of(String id, String name, String escalationPolicyId, Instant createdAt) {
    return new Service(
        id,
        name,
        null,
        false,
        escalationPolicyId,
        null,
        null,
        null,
        ACKNOWLEDGEMENT_TIMEOUT_SECONDS,
        AUTO_RESOLVE_TIMEOUT_SECONDS,
        "create_alerts_and_incidents",
        new UrgencyRule.Constant(Urgency.HIGH),
        null,
        List.of(),
        new AlertGrouping.None(),
        null,
        RecoveryMode.RESOLVE,
        WATCH_SECONDS,
        createdAt);
  }

  /// The same service with its alerts grouped in that way.
  public Service grouping(AlertGrouping other) {
    return new Service(
        id,
        name,
        description,
        disabled,
        escalationPolicyId,
        teamId,
        contact,
        runbook,
        acknowledgementTimeoutSeconds,
        autoResolveTimeoutSeconds,
        alertCreation,
        urgencyRule,
        supportHours,
        scheduledActions,
        other,
        autoPauseSeconds,
        recoveryMode,
        watchSeconds,
        createdAt);
  }

  /// How urgent an incident of this service is at that moment.
  ///
  /// @param severity of the worst alert; null for an incident that a person declared
  public Urgency urgencyAt(@Nullable Severity severity, Instant now) {
    return urgencyRule.urgency(severity, supportHours != null && supportHours.holds(now));
  }
}
