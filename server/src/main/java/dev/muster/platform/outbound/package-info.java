/// Delivery to the outside: leases, back-off, idempotency and a log that people can read.
@NullMarked
package dev.muster.platform.outbound;

import org.jspecify.annotations.NullMarked;
