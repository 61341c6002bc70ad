-- What is searched of alerts, beside the table that the intake writes: it is filled a little later, so that no sender waits for it.
create table alert.search (
  alert_id text primary key,
  service_id text not null,
  first_seen_at timestamptz not null,
  words text not null);

create index search_time on alert.search (first_seen_at desc, alert_id);
create index search_service on alert.search (service_id, first_seen_at desc, alert_id);

-- How far the alerts are in it, by when they were first seen.
create table alert.search_position (
  single boolean primary key default true check (single),
  reached timestamptz not null);

insert into alert.search_position (reached) values ('epoch');

-- The extension comes with PostgreSQL and may be created by a database's owner; where it cannot be had, searches read all words.
do $$
begin
  create extension if not exists pg_trgm with schema public;
  create index if not exists search_pieces on alert.search using gin (words public.gin_trgm_ops);
exception when others then
  raise notice 'alerts are searched without an index: %', sqlerrm;
end
$$;
