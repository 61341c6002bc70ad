/// The roof: starts Muster, reads its settings and wires the rooms together. It knows every room and
/// is known by none. Here alone the clock and randomness come into the house.
@NullMarked
package dev.muster.app;

import org.jspecify.annotations.NullMarked;
