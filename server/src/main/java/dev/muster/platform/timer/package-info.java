/// Things that are due at a moment.
@NullMarked
package dev.muster.platform.timer;

import org.jspecify.annotations.NullMarked;
