@NullMarked
package dev.muster.mobilize.cause;

import org.jspecify.annotations.NullMarked;
