/// Thinking about incidents while they grow: probable causes, suspect changes, what was alike, early warnings. Nothing here decides
/// whom to page; it tells those who were paged where to look.
@NullMarked
package dev.muster.correlate.analysis;

import org.jspecify.annotations.NullMarked;
