-- Where the clock of a house stands that runs on recorded time, so that a restart does not lead back.
create table platform.replay_clock (
  only_row boolean primary key default true check (only_row),
  at timestamptz not null);
