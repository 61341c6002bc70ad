/// The wire formats that signals come in. Each is a pure function from the bytes of a body to what they report, or to the reasons
/// why they cannot be taken.
@NullMarked
package dev.muster.signal.source;

import org.jspecify.annotations.NullMarked;
