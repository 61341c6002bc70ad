/// The ledger: every decision on where an alert belongs, and everything that was thought of an incident, with its moment and its
/// reasons. Entries are added and never changed.
@NullMarked
package dev.muster.correlate.ledger;

import org.jspecify.annotations.NullMarked;
