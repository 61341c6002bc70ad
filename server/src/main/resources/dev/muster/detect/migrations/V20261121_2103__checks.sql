-- What is wrong or was: one row for each thing that is watched by waiting or asking. A change is stored together with what it
-- follows from, and told afterwards; told says how far.
create table detect.condition (
  key text primary key,
  service_id text not null,
  open boolean not null,
  severity text not null,
  summary text not null,
  source text not null,
  kind text not null,
  details jsonb not null,
  since timestamptz not null,
  changed bigint not null default 1,
  told bigint not null default 0);

create index condition_untold on detect.condition (since) where told < changed;

create table detect.heartbeat (
  id text primary key,
  key text not null unique,
  name text not null,
  service_id text not null,
  every_seconds bigint,
  cron text,
  zone text not null,
  grace_seconds bigint not null,
  severity text not null,
  enabled boolean not null,
  state text not null,
  last_seen timestamptz,
  last_word text,
  due_at timestamptz,
  created_by text not null,
  created_at timestamptz not null);

create index heartbeat_due on detect.heartbeat (due_at) where state = 'up' and enabled;
create index heartbeat_service on detect.heartbeat (service_id);

create table detect.check (
  id text primary key,
  name text not null,
  service_id text not null,
  definition jsonb not null,
  enabled boolean not null,
  every_seconds bigint not null,
  next_at timestamptz not null,
  history bigint not null default 0,
  runs bigint not null default 0,
  state text not null,
  last_at timestamptz,
  last_millis double precision,
  last_word text,
  expires_at timestamptz,
  created_by text not null,
  created_at timestamptz not null);

create index check_next on detect.check (next_at) where enabled;
create index check_service on detect.check (service_id);

create table detect.journey (
  id text primary key,
  name text not null,
  service_id text not null,
  definition jsonb not null,
  enabled boolean not null,
  every_seconds bigint not null,
  next_at timestamptz not null,
  history bigint not null default 0,
  runs bigint not null default 0,
  state text not null,
  last_at timestamptz,
  last_results jsonb,
  created_by text not null,
  created_at timestamptz not null);

create index journey_next on detect.journey (next_at) where enabled;
