@NullMarked
package dev.muster.signal.hook;

import org.jspecify.annotations.NullMarked;
