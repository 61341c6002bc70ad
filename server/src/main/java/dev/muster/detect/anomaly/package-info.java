/// Anomalies of series: what they are, where they are kept, and how the house tells of them.
@NullMarked
package dev.muster.detect.anomaly;

import org.jspecify.annotations.NullMarked;
