/// Benchmarks: they print the figure, the command and a rival measured in the same run.
@NullMarked
package dev.muster.bench;

import org.jspecify.annotations.NullMarked;
