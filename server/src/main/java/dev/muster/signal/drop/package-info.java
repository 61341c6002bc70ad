/// File drop: jobs that can do no more than write a file speak to an integration by a folder named as its key. What a file says goes
/// the way of every other event; the file leaves the folder when that is durable, and not before.
@NullMarked
package dev.muster.signal.drop;

import org.jspecify.annotations.NullMarked;
