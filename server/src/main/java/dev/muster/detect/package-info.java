/// From what is measured to what is unusual: metrics, logs, heartbeats and checks come in, signals go out on the way that all
/// signals go.
@NullMarked
package dev.muster.detect;

import org.jspecify.annotations.NullMarked;
