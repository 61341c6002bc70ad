create table detect.slo (
  id text primary key,
  name text not null,
  service_id text not null,
  definition jsonb not null,
  enabled boolean not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null);

create index slo_service on detect.slo (service_id);

-- Good and bad events of each minute, for the windows of burn rates.
create table detect.slo_minute (
  slo_id text not null,
  minute timestamptz not null,
  bad double precision not null,
  total double precision not null,
  primary key (slo_id, minute));

create index slo_minute_time on detect.slo_minute (minute);

-- The same by the hour, for budgets.
create table detect.slo_hour (
  slo_id text not null,
  hour timestamptz not null,
  bad double precision not null,
  total double precision not null,
  primary key (slo_id, hour));
