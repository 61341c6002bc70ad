/// PostgreSQL in the house: unpacks the server's binaries, creates a cluster in a folder of its own,
/// starts it for the life of this process and stops it again. Who has a PostgreSQL of their own
/// gives its address in the settings and this package stays idle.
@NullMarked
package dev.muster.platform.postgres;

import org.jspecify.annotations.NullMarked;
