/// What carries the rooms: database, journal and facts, lanes, timers, outbound delivery, the HTTP shell.
@NullMarked
package dev.muster.platform;

import org.jspecify.annotations.NullMarked;
