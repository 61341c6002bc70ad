package dev.muster.alert;

/// What makes signals the same alert.
///
/// @param integrationId empty for alerts made by hand
record AlertKey(String integrationId, String dedupKey) {
  int lane() {
    return Alerts.lane(integrationId.isEmpty() ? null : integrationId, dedupKey);
  }
}
