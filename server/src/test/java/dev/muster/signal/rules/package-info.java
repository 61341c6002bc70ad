/// Tests of this room.
@NullMarked
package dev.muster.signal.rules;

import org.jspecify.annotations.NullMarked;
