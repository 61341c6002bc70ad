/// Tests of this room.
@NullMarked
package dev.muster.platform.lane;

import org.jspecify.annotations.NullMarked;
