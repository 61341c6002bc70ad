package dev.muster.mobilize.schedule;

class InMemoryScheduleRepositoryTest extends ScheduleRepositoryContract {
  @Override
  ScheduleRepository open() {
    return new InMemoryScheduleRepository();
  }
}
