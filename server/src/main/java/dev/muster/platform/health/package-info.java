/// Whether the parts of the house work. Every room may contribute a part as a bean.
@NullMarked
package dev.muster.platform.health;

import org.jspecify.annotations.NullMarked;
