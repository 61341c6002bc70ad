/// Muster beside the real things: Prometheus, Alertmanager, a mail server, a browser, and existing clients, all unchanged.
@NullMarked
package dev.muster.drill.real;

import org.jspecify.annotations.NullMarked;
