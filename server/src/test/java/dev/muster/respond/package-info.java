/// Tests of this room.
@NullMarked
package dev.muster.respond;

import org.jspecify.annotations.NullMarked;
