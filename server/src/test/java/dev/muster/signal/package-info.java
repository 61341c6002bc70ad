/// Tests of this room.
@NullMarked
package dev.muster.signal;

import org.jspecify.annotations.NullMarked;
