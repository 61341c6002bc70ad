/// Webhooks in: any tool that can post JSON may speak to an integration, signed or not. What it posts is read by well-known names,
/// or as people say it should be, becomes an event of the Events API v2, and goes the way of every other event. Every call is
/// kept for a while with what became of it.
@NullMarked
package dev.muster.signal.hook;

import org.jspecify.annotations.NullMarked;
