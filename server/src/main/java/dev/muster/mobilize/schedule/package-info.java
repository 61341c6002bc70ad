/// Who is on call when: layered rotations, restrictions, overrides, and the changes between people. Knows schedules and people's
/// ids; who is told about what is the business of `dev.muster.mobilize`.
@NullMarked
package dev.muster.mobilize.schedule;

import org.jspecify.annotations.NullMarked;
