@NullMarked
package dev.muster.platform.node;

import org.jspecify.annotations.NullMarked;
