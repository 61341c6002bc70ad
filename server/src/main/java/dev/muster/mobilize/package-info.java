/// Who is told: the response to each incident with its assignments, escalation policies, notification rules and channels. Says
/// what was decided and why, and keeps who was told what and when.
@NullMarked
package dev.muster.mobilize;

import org.jspecify.annotations.NullMarked;
