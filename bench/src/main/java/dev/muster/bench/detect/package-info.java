/// What the detector of series costs and how well it judges, beside rivals.
@NullMarked
package dev.muster.bench.detect;

import org.jspecify.annotations.NullMarked;
