/// Alert storms with ground truth: runs the correlation engine over them without a server and writes its predictions for scoring.
@NullMarked
package dev.muster.bench.storm;

import org.jspecify.annotations.NullMarked;
