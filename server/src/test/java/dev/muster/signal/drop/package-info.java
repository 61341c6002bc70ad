@NullMarked
package dev.muster.signal.drop;

import org.jspecify.annotations.NullMarked;
