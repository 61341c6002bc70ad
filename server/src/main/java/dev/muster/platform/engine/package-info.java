/// The pumps that move everything, on threads in production and step by step in drills.
@NullMarked
package dev.muster.platform.engine;

import org.jspecify.annotations.NullMarked;
