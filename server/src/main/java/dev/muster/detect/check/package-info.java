/// What is watched by asking or by waiting: heartbeats that must come, checks that must succeed, journeys whose steps must work.
@NullMarked
package dev.muster.detect.check;

import org.jspecify.annotations.NullMarked;
