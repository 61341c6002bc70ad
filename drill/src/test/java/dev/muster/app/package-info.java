/// A way for drills into the house.
@NullMarked
package dev.muster.app;

import org.jspecify.annotations.NullMarked;
