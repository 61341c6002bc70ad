/// Tests of this room.
@NullMarked
package dev.muster.alert.noise;

import org.jspecify.annotations.NullMarked;
