/// Secrets at rest: what others must not read in the database or in a copy of it.
@NullMarked
package dev.muster.platform.secret;

import org.jspecify.annotations.NullMarked;
