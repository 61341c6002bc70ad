/// The durable log of facts between rooms and the readers that follow it.
@NullMarked
package dev.muster.platform.fact;

import org.jspecify.annotations.NullMarked;
