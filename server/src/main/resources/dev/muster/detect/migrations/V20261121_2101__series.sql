create schema if not exists detect;

-- What is measured. The id is made of the source and the name, so that the same series is found again without asking.
create table detect.series (
  id text primary key,
  source text not null,
  metric text not null,
  labels jsonb not null,
  shown text not null,
  unit text,
  place int not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null);

create index series_metric on detect.series (metric text_pattern_ops, id);
create index series_labels on detect.series using gin (labels jsonb_path_ops);
create index series_source on detect.series (source, metric);
create index series_seen on detect.series (last_seen);

-- Values for graphs, 120 steps a row, packed already.
create table detect.chunk (
  series_id text not null,
  start_at timestamptz not null,
  points bytea not null,
  primary key (series_id, start_at));

alter table detect.chunk alter column points set storage external;

create index chunk_time on detect.chunk using brin (start_at) with (autosummarize = on);

-- Mean, least and greatest of each hour, a row a day.
create table detect.day (
  series_id text not null,
  day date not null,
  hours bytea not null,
  primary key (series_id, day));

create index day_time on detect.day (day);

-- What the detectors have learned.
create table detect.detector (
  series_id text primary key,
  state bytea not null,
  taken_at timestamptz not null);

alter table detect.detector alter column state set storage external;

create table detect.rule (
  id text primary key,
  name text not null,
  enabled boolean not null,
  definition jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null);

-- An anomaly is stored before anybody is told, so that none is lost; told_* say what has become a signal.
create table detect.anomaly (
  id text primary key,
  rule_id text not null,
  series_id text not null,
  source text not null,
  service_id text not null,
  body jsonb not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  told_opened boolean not null default false,
  told_closed boolean not null default false);

create index anomaly_open on detect.anomaly (series_id) where closed_at is null or not told_closed;
create index anomaly_series on detect.anomaly (series_id, opened_at desc);
create index anomaly_time on detect.anomaly (opened_at desc, id);
create index anomaly_service on detect.anomaly (service_id, opened_at desc, id);
create index anomaly_rule on detect.anomaly (rule_id, opened_at desc);
