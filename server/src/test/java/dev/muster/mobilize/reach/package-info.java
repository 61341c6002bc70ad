@NullMarked
package dev.muster.mobilize.reach;

import org.jspecify.annotations.NullMarked;
