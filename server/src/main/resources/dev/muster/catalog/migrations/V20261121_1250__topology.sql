-- What runs, and what rests on what, as far as anybody has told. Raised by every change; nodes load anew when they see it.
create table catalog.topology_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null);

insert into catalog.topology_version (version) values (1);

create table catalog.entity (
  id text primary key,
  kind text not null,
  name text not null,
  -- the entity that is the service it belongs to; its own id for a service
  service_entity text,
  -- the service of this house that answers for it; null when its name decides
  owner_service text,
  region text,
  stage text,
  aliases text[] not null,
  attributes jsonb not null,
  source text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  -- since when its source has not named it any more
  stale_since timestamptz);

create index entity_source on catalog.entity (source);
create index entity_service on catalog.entity (service_entity);
create index entity_name on catalog.entity (lower(name), id);

create table catalog.entity_dependency (
  from_id text not null,
  to_id text not null,
  kind text not null,
  confidence double precision not null check (confidence > 0 and confidence <= 1),
  -- found out by Muster itself, and used only when a person has confirmed it
  learned boolean not null,
  confirmed_by text,
  source text not null,
  seen_at timestamptz not null,
  stale_since timestamptz,
  primary key (from_id, to_id, kind));

create index entity_dependency_to on catalog.entity_dependency (to_id);
create index entity_dependency_source on catalog.entity_dependency (source);

create table catalog.topology_import (
  id text primary key,
  source text not null,
  format text not null,
  by_id text not null,
  at timestamptz not null,
  report jsonb not null);

create index topology_import_at on catalog.topology_import (at desc);

-- What alerts speak of and the topology does not know.
create table catalog.topology_gap (
  identifier text primary key,
  alerts bigint not null,
  integration_id text,
  example_alert_id text not null,
  words text not null,
  first_at timestamptz not null,
  last_at timestamptz not null);

create index topology_gap_alerts on catalog.topology_gap (alerts desc, identifier);

-- Service dependencies and business services are part of the topology, and are entered elsewhere.
create function catalog.raise_topology_version() returns trigger language plpgsql as $$
begin
  update catalog.topology_version set version = version + 1;
  return null;
end $$;

create trigger dependency_raises_topology after insert or update or delete on catalog.dependency
  for each statement execute function catalog.raise_topology_version();

create trigger business_service_raises_topology after insert or update or delete on catalog.business_service
  for each statement execute function catalog.raise_topology_version();
