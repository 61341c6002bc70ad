/// Tests of this room.
@NullMarked
package dev.muster.signal.source;

import org.jspecify.annotations.NullMarked;
