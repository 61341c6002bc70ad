/// Tickets in other companies' trackers: one for each incident that should have one, however many alerts it has; what is told there
/// of it, and what is heard back.
@NullMarked
package dev.muster.respond.ticket;

import org.jspecify.annotations.NullMarked;
