/// Tests of this room.
@NullMarked
package dev.muster.learn;

import org.jspecify.annotations.NullMarked;
