/// What the engine counts and calculates with, knowing nothing of alerts: digests, tallies, habits, clocks, nearness in the topology,
/// and trees that learn.
@NullMarked
package dev.muster.correlate.engine.numbers;

import org.jspecify.annotations.NullMarked;
