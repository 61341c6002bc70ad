package dev.muster.correlate;

class MemoryIncidentRepositoryTest extends IncidentRepositoryContract {
  @Override
  IncidentRepository fresh() {
    return new MemoryIncidentRepository();
  }
}
