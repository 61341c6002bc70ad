/// Tests of this room.
@NullMarked
package dev.muster.correlate;

import org.jspecify.annotations.NullMarked;
