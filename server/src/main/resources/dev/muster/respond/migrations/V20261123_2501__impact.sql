-- The waves of incidents: what comes again while an incident is being watched is its next wave.
create table respond.wave (
  incident_id text not null,
  number int not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  alerts int not null,
  words text not null,
  primary key (incident_id, number));

create index wave_ended on respond.wave (ended_at, began_at);

-- What people said about customers being affected; nothing is ever overwritten.
create table respond.impact (
  number bigint generated always as identity primary key,
  incident_id text not null,
  since timestamptz not null,
  state text,
  share double precision not null,
  by_id text not null,
  words text not null,
  said_at timestamptz not null);

create index impact_incident on respond.impact (incident_id, number);
