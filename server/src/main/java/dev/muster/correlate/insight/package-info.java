/// What an incident is probably about: its cause, the change behind it, past incidents like it, and warnings before it breaks. A pure
/// library: it is told of alerts, changes and how past incidents ended, and answers as of a given time. It asks no clock, reads no
/// store and draws no random number, so the same facts give the same answers.
@NullMarked
package dev.muster.correlate.insight;

import org.jspecify.annotations.NullMarked;
