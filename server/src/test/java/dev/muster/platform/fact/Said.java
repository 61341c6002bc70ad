package dev.muster.platform.fact;

/// A made-up room's facts, for tests.
public sealed interface Said {
  record Word(String text, int number) implements Said {}

  record Silence(long seconds) implements Said {}
}
