/// Which alerts are worth a page: how rare their words are, whether their key flaps, and how long alerts of their kind usually last.
/// What the gate holds back or demotes is kept, shown and counted, and when it turns out to have mattered the gate loosens.
@NullMarked
package dev.muster.alert.noise;

import org.jspecify.annotations.NullMarked;
