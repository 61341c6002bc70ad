package dev.muster.kernel;

/// A kind of act that a role allows, each including those before it.
public enum Permission {
  /// See everything that is not a secret.
  READ,
  /// Acknowledge, resolve, note, reassign, escalate, snooze, merge; edit one's own profile; create overrides.
  RESPOND,
  /// Create and change services, integrations, policies, schedules, teams.
  CONFIGURE,
  /// Create and change users, their roles and tokens; read the audit trail; account settings.
  ADMINISTER
}
