/// Tells whether a sample of a series is unusual: one online detector with one set of parameters for every series, and small
/// plain detectors beside it. Pure: time and values come in, a verdict with its reasons comes out; the same samples give the same
/// verdicts.
@NullMarked
package dev.muster.detect.series;

import org.jspecify.annotations.NullMarked;
