package dev.muster.correlate;

/// How many alerts belong to an incident.
public record AlertCounts(int all, int triggered, int resolved) {
  public static final AlertCounts NONE = new AlertCounts(0, 0, 0);
}
