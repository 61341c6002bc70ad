/// Correlation that a person configures: recipes, tried in order; the first one that takes an alert decides where it belongs. What is
/// decided is pure and the same for the same input; recipes, their former versions and the groups that they gather are in PostgreSQL.
@NullMarked
package dev.muster.correlate.recipe;

import org.jspecify.annotations.NullMarked;
