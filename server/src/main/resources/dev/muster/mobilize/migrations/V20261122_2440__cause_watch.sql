-- What is remembered of an incident while its probable cause is followed: who has it, where it may have moved to, who was told.
create table mobilize.cause_watch (
  incident_id text primary key,
  body jsonb not null);
