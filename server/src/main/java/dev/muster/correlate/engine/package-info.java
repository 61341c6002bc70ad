/// Which alerts are one incident, decided by evidence and by what the house has learned of its own past. A pure library: no database,
/// no clock, no chance; the same alerts in the same order give the same decisions.
@NullMarked
package dev.muster.correlate.engine;

import org.jspecify.annotations.NullMarked;
