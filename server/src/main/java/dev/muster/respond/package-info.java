/// What people do about incidents: the timeline, notes, status updates and their subscribers, incidents on the wire, webhooks out,
/// live news to browsers. Reads the facts of the rooms that form incidents and tell people; sends commands to their desks.
@NullMarked
package dev.muster.respond;

import org.jspecify.annotations.NullMarked;
