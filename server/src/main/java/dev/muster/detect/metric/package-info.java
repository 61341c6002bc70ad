/// The formats in which metrics and logs come, each turned into readings. Pure: bytes in, readings and faults out.
@NullMarked
package dev.muster.detect.metric;

import org.jspecify.annotations.NullMarked;
