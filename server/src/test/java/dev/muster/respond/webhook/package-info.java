/// Tests of this sub-topic.
@NullMarked
package dev.muster.respond.webhook;

import org.jspecify.annotations.NullMarked;
