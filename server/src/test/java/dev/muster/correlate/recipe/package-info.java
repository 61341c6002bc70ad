@NullMarked
package dev.muster.correlate.recipe;

import org.jspecify.annotations.NullMarked;
