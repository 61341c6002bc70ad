/// Tests of this sub-topic.
@NullMarked
package dev.muster.respond.live;

import org.jspecify.annotations.NullMarked;
