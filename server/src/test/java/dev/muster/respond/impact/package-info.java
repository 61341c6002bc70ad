@NullMarked
package dev.muster.respond.impact;

import org.jspecify.annotations.NullMarked;
