@NullMarked
package dev.muster.improve;

import org.jspecify.annotations.NullMarked;
