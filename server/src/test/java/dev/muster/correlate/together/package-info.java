@NullMarked
package dev.muster.correlate.together;

import org.jspecify.annotations.NullMarked;
