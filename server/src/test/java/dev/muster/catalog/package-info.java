/// Tests of this room.
@NullMarked
package dev.muster.catalog;

import org.jspecify.annotations.NullMarked;
