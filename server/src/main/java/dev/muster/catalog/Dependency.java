package dev.muster.catalog;

/// One service rests on another.
///
/// @param supporting what is rested on
/// @param dependent what rests on it
record Dependency(String id, End supporting, End dependent) {
  /// @param type `service` or `business_service`
  record End(String type, String id) {}
}
