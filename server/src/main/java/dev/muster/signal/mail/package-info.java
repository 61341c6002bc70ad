/// Mails in: tools that can only send mail speak to an integration by its address. A mail becomes an event of the Events API v2 and
/// goes the way of every other event; its sender hears 250 when that event is durable, and not before.
@NullMarked
package dev.muster.signal.mail;

import org.jspecify.annotations.NullMarked;
