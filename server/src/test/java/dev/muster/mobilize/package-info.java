@NullMarked
package dev.muster.mobilize;

import org.jspecify.annotations.NullMarked;
