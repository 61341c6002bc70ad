package dev.muster.bench.fuzz;

/// Brings bodies to a Muster, one after the other. Belongs to one thread.
interface Courier extends AutoCloseable {
  Answer bring(byte[] body) throws InterruptedException;

  /// Waits until all that was brought is counted; for who is answered nothing is to do.
  default void settle() throws InterruptedException {}

  @Override
  void close();
}
