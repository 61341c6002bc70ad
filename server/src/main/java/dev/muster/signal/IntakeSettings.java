package dev.muster.signal;

import java.time.Duration;

/// What can be set about the intake.
///
/// @param machinePort port of the machine door; 0 takes a free one, -1 leaves it closed
/// @param machineHost address that it listens on
/// @param strict refuses over-long and mistyped fields as the hosted service does, instead of cutting them
/// @param perKeyPerMinute requests a routing key may make in a minute; 0 is no limit, and then the inbox is the only one
/// @param bodyLimit largest body of one event, in bytes: 512 KiB as published for the Events API
/// @param batchBodyLimit largest body of many alerts: an Alertmanager group of some thousand alerts
/// @param tapeAge how long raw signals are kept
/// @param tapeBytes how much room packed raw signals may take
/// @param changeAge how long changes are kept
/// @param warmUp how long the path may be rehearsed before the doors open; the first seconds are slow without
/// @param writers lanes that store signals; two keep two cores and one disk busy, more serve larger machines
public record IntakeSettings(
    int machinePort,
    String machineHost,
    boolean strict,
    int perKeyPerMinute,
    int bodyLimit,
    int batchBodyLimit,
    Duration tapeAge,
    long tapeBytes,
    Duration changeAge,
    Duration warmUp,
    int writers) {
  public IntakeSettings {
    if (machinePort < -1 || machinePort > 65_535) {
      throw new IllegalArgumentException("the machine port must be 0..65535, or -1 for none");
    }
    if (perKeyPerMinute < 0 || bodyLimit < 1 || batchBodyLimit < 1 || tapeBytes < 0) {
      throw new IllegalArgumentException("intake limits must not be negative");
    }
    if (writers < 1) {
      throw new IllegalArgumentException("there must be a writer");
    }
  }

  /// What serves most.
  public static IntakeSettings usual() {
    return new IntakeSettings(
        8_081,
        "0.0.0.0",
        false,
        0,
        512 << 10,
        4 << 20,
        Duration.ofDays(30),
        10L << 30,
        Duration.ofDays(90),
        Duration.ofMillis(400),
        2);
  }

  public IntakeSettings withMachinePort(int port) {
    return new IntakeSettings(
        port,
        machineHost,
        strict,
        perKeyPerMinute,
        bodyLimit,
        batchBodyLimit,
        tapeAge,
        tapeBytes,
        changeAge,
        warmUp,
        writers);
  }
}
