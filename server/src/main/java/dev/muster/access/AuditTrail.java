package dev.muster.access;

import java.util.Map;

/// The append-only record of who changed what, when and why. Written in the transaction of the change, by the actor that
/// {@link dev.muster.platform.web.Actor#current} names.
public interface AuditTrail {
  /// @param action `create`, `update`, `delete`, or a more telling word such as `sign_in`
  /// @param type the resource's type as in the REST API, for example `service`
  /// @param details what changed: field to value, or field to a map of `from` and `to`; never a secret
  void record(String action, String type, String id, Map<String, ?> details);
}
