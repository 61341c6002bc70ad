/// Which services keep failing together, learned from incidents that are over: kept with confidence, which fades, as dependencies that
/// people may accept or reject.
@NullMarked
package dev.muster.correlate.together;

import org.jspecify.annotations.NullMarked;
