-- Every word that people said of whether an incident of the past was the same trouble; the last one about each counts.
create table correlate.likeness_word (
  number bigint generated always as identity primary key,
  incident_id text not null,
  entity text not null,
  name text not null,
  verdict text not null check (verdict in ('right', 'wrong', 'withdrawn')),
  place int,
  probability double precision,
  suggested boolean not null,
  by_id text not null,
  at timestamptz not null);

create index likeness_word_incident on correlate.likeness_word (incident_id, entity, number desc);
