/// The life of an alert: one per integration and dedup key while it is open, its count, severity, flapping, and its end. Hears
/// signals, says {@link dev.muster.alert.AlertEvent}s.
@NullMarked
package dev.muster.alert;

import org.jspecify.annotations.NullMarked;
