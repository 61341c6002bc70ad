package dev.muster.alert;

import dev.muster.signal.MemoryTape;

class MemoryAlertRepositoryTest extends AlertRepositoryContract {
  @Override
  AlertRepository open() {
    return new MemoryAlertRepository(new MemoryTape(1_000), true);
  }
}
