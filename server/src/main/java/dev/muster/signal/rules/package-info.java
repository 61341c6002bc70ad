/// Event rules: what people want done with signals before they become alerts. Conditions, actions and rule sets in the shape of
/// the REST API's event orchestrations, lookup tables that add what the sender did not know, and stages with their importance.
/// Evaluation is pure: report, rules and time in; a {@link dev.muster.signal.rules.Ruling} out.
@NullMarked
package dev.muster.signal.rules;

import org.jspecify.annotations.NullMarked;
