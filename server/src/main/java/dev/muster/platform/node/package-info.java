/// Several nodes on one database: one of them does the work, the others hand on to it and take over when it is lost.
@NullMarked
package dev.muster.platform.node;

import org.jspecify.annotations.NullMarked;
