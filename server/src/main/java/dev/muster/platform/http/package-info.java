/// Calls to the outside that cannot be turned against the inside.
@NullMarked
package dev.muster.platform.http;

import org.jspecify.annotations.NullMarked;
