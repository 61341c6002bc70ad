/// Experiments: somebody breaks something on purpose to learn whether what he believes of the system is true. What an experiment expects
/// wakes nobody outside of its team; what it does not expect wakes whoever it would wake on any other day.
@NullMarked
package dev.muster.practice;

import org.jspecify.annotations.NullMarked;
