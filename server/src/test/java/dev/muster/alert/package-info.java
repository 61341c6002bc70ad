/// Tests of this room.
@NullMarked
package dev.muster.alert;

import org.jspecify.annotations.NullMarked;
