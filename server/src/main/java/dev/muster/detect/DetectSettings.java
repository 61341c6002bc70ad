package dev.muster.detect;

/// What can be set about the doors of the detect room.
///
/// @param host address of the StatsD and the OTLP port; empty for all
/// @param statsdPort its number; 0 takes a free one, -1 leaves it closed
/// @param statsdKey key of the integration that its readings belong to
/// @param otlpPort number of the port for OTLP over gRPC; 0 takes a free one, -1 leaves it closed
/// @param otlpAsked whether somebody asked for that port; otherwise the house goes without when it is taken
/// @param privateAllowed whether checks may reach loopback, link-local and private addresses
public record DetectSettings(
    String host,
    int statsdPort,
    String statsdKey,
    int otlpPort,
    boolean otlpAsked,
    boolean privateAllowed) {}
