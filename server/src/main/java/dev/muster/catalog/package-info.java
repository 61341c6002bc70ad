/// What we run and who owns it: users and how to reach them, teams, services, integrations, business services, dependencies,
/// priorities, maintenance windows, tags. Others ask {@link dev.muster.catalog.Catalog}.
@NullMarked
package dev.muster.catalog;

import org.jspecify.annotations.NullMarked;
