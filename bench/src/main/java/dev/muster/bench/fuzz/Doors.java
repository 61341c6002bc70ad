package dev.muster.bench.fuzz;

import java.net.URI;

/// Where a Muster on this machine takes things in.
///
/// @param http all that comes by HTTP
/// @param otlp port for OTLP over gRPC
/// @param statsd port for StatsD over UDP
/// @param mail port for mails
/// @param domain behind the sign of addresses for mails
public record Doors(URI http, int otlp, int statsd, int mail, String domain) {}
