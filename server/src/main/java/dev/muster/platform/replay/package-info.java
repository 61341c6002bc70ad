/// Running the house on the time of recorded events: a clock that is moved by command, pages that are written down and not sent.
@NullMarked
package dev.muster.platform.replay;

import org.jspecify.annotations.NullMarked;
