@NullMarked
package dev.muster.correlate.engine.numbers;

import org.jspecify.annotations.NullMarked;
