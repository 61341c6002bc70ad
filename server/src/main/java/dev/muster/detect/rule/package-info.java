/// What is watched and when it is an anomaly: rules, what they look for, the calendar of known peaks, and what a rule would have
/// said of the past. Knows no storage of series and no lanes.
@NullMarked
package dev.muster.detect.rule;

import org.jspecify.annotations.NullMarked;
