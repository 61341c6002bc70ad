/// A simulation from inside the room, on stores in memory.
@NullMarked
package dev.muster.mobilize;

import org.jspecify.annotations.NullMarked;
