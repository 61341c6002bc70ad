/// Tests of this room.
@NullMarked
package dev.muster.practice;

import org.jspecify.annotations.NullMarked;
