/// What stands behind the doors of the house.
@NullMarked
package dev.muster.platform.door;

import org.jspecify.annotations.NullMarked;
