/// What is known and not mended yet: problems with their age, found again when the same thing breaks.
@NullMarked
package dev.muster.learn;

import org.jspecify.annotations.NullMarked;
