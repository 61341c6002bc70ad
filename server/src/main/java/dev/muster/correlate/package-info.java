/// Which alerts are one incident, and why: grouping, membership, numbers, merging and moving. Owns what an incident is; what people
/// do about it belongs to the rooms on the right.
@NullMarked
package dev.muster.correlate;

import org.jspecify.annotations.NullMarked;
