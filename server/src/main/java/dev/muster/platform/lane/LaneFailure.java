package dev.muster.platform.lane;

/// What was handed to a lane could not be made durable. The sender should try again.
public final class LaneFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LaneFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
