/// How well the house does, and how it could do better: the noise funnel from raw events to pages, verdicts of the people who were
/// paged, and what-if on the tape. Hears the facts of all rooms on the left and keeps its own picture of them.
@NullMarked
package dev.muster.improve;

import org.jspecify.annotations.NullMarked;
