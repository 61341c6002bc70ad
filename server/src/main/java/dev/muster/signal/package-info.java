/// The left door: takes signals in every wire format, brings them into one normal form, keeps the raw ones on the tape, and answers
/// its senders only when all of that is durable.
@NullMarked
package dev.muster.signal;

import org.jspecify.annotations.NullMarked;
