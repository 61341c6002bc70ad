/// Live news to browsers: what changes is said within a fraction of a second, over server-sent events.
@NullMarked
package dev.muster.respond.live;

import org.jspecify.annotations.NullMarked;
