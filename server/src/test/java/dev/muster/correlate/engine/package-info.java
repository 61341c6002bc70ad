@NullMarked
package dev.muster.correlate.engine;

import org.jspecify.annotations.NullMarked;
