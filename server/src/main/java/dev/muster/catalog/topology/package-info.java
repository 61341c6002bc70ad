/// What we run and how it hangs together, as a pure, indexed value: entities, dependencies, distances, and finding the entity that an
/// alert speaks of whatever its monitor calls it. No database, no clock.
@NullMarked
package dev.muster.catalog.topology;

import org.jspecify.annotations.NullMarked;
