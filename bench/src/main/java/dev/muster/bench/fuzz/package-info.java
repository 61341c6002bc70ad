/// Damaged bodies for every format that is taken in.
@NullMarked
package dev.muster.bench.fuzz;

import org.jspecify.annotations.NullMarked;
