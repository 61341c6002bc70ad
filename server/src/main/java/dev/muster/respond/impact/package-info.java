/// What an incident does to customers, said by people or measured by objectives, and the waves in which it came. Degraded is not down:
/// partial impact is counted by its share, and never as minutes of a full outage.
@NullMarked
package dev.muster.respond.impact;

import org.jspecify.annotations.NullMarked;
