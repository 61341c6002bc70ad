/// Webhooks out: subscriptions, messages, signatures, delivery.
@NullMarked
package dev.muster.respond.webhook;

import org.jspecify.annotations.NullMarked;
