-- Every word that people said of what broke; the last one about an entity counts.
create table correlate.cause_word (
  number bigint generated always as identity primary key,
  incident_id text not null,
  entity text not null,
  name text not null,
  verdict text not null,
  place int,
  probability double precision,
  by_id text not null,
  at timestamptz not null);

create index cause_word_incident on correlate.cause_word (incident_id, entity, number desc);
