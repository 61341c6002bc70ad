/// Transactions on PostgreSQL.
@NullMarked
package dev.muster.platform.db;

import org.jspecify.annotations.NullMarked;
