/// One page for each incident, to whoever answers for its probable cause: follows what is thought of incidents, asks the people of
/// another service to help when the cause moves there, and informs the owners of other services that are touched.
@NullMarked
package dev.muster.mobilize.cause;

import org.jspecify.annotations.NullMarked;
