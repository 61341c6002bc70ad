/// The past that the house may learn from: incidents and alerts of which people know what they were, imported from elsewhere.
@NullMarked
package dev.muster.correlate.past;

import org.jspecify.annotations.NullMarked;
