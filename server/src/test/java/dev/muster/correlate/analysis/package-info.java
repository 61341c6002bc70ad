@NullMarked
package dev.muster.correlate.analysis;

import org.jspecify.annotations.NullMarked;
