create schema if not exists learn;

-- What is known to be wrong or to be done.
create table learn.problem (
  id text primary key,
  title text not null,
  kind text not null,
  url text,
  source text,
  external_id text,
  service_id text,
  entity_id text,
  component text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  created_by text not null,
  updated_at timestamptz not null);

create unique index problem_key on learn.problem (source, external_id) where external_id is not null;
create index problem_service on learn.problem (service_id, opened_at);
create index problem_entity on learn.problem (entity_id, opened_at) where entity_id is not null;
create index problem_component on learn.problem (lower(component), opened_at) where component is not null;
create index problem_listed on learn.problem ((closed_at is not null), opened_at, id);
