/// What the engine takes in and how it reads it: an alert and a change as they are told, the labelled past, and what an alert says of
/// where the trouble is, since when, and of what kind.
@NullMarked
package dev.muster.correlate.engine.reading;

import org.jspecify.annotations.NullMarked;
