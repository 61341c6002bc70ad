/// Service level objectives: what share of events must be good, how fast the budget for bad ones burns, and how much is left.
@NullMarked
package dev.muster.detect.slo;

import org.jspecify.annotations.NullMarked;
