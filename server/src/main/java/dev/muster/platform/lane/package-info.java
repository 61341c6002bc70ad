/// Single writers over a share of the keys, with bounded inboxes and group commit.
@NullMarked
package dev.muster.platform.lane;

import org.jspecify.annotations.NullMarked;
