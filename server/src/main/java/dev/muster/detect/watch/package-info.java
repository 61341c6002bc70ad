/// Series from their readings on: steps, detectors, the rules that say what is watched, anomalies and what is kept for graphs.
@NullMarked
package dev.muster.detect.watch;

import org.jspecify.annotations.NullMarked;
