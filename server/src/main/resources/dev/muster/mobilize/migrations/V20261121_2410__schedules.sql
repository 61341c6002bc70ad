create schema if not exists mobilize;

-- Layers are one document: they are read, edited and kept as a whole, with every earlier plan in them.
-- user_ids holds everybody who stands or stood in a layer.
create table mobilize.schedule (
  id text primary key,
  name text not null,
  description text not null,
  time_zone text not null,
  team_ids text[] not null,
  user_ids text[] not null,
  layers jsonb not null,
  feed_key text not null,
  created_at timestamptz not null);

create index schedule_name on mobilize.schedule (lower(name), id);
create index schedule_users on mobilize.schedule using gin (user_ids);
create index schedule_teams on mobilize.schedule using gin (team_ids);

-- The number decides among overrides that overlap: the highest one holds.
create table mobilize.schedule_override (
  schedule_id text not null references mobilize.schedule (id) on delete cascade,
  id text not null,
  number bigint not null generated always as identity,
  user_id text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null,
  primary key (schedule_id, id),
  check (starts_at < ends_at));

create index schedule_override_end on mobilize.schedule_override (schedule_id, ends_at);
create index schedule_override_user on mobilize.schedule_override (user_id, ends_at);
