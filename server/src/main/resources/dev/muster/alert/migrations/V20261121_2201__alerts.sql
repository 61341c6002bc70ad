create schema if not exists alert;

create table alert.alert (
  id text primary key,
  lane int not null,
  integration_id text not null,
  service_id text not null,
  dedup_key text not null,
  status text not null,
  severity text not null,
  summary text not null,
  source text not null,
  component text,
  part_of text,
  class text,
  client text,
  client_url text,
  details text,
  links text,
  images text,
  count int not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  opened_event_at timestamptz,
  last_event_at timestamptz,
  acknowledged_at timestamptz,
  resolved_at timestamptz,
  resolved_by_kind text,
  resolved_by_id text,
  resolve_reason text,
  suppressed_why text,
  flapping boolean not null,
  turns text not null,
  counted_to bigint not null)
  -- Counters are written back all the time; room on the page keeps those updates off the indexes.
  with (fillfactor = 80);

comment on column alert.alert.counted_to is 'the segment of the tape up to which the count is right';

-- Two open alerts of one key are a fault; the database would say so.
create unique index alert_open on alert.alert (integration_id, dedup_key) where status = 'triggered';
create index alert_lane on alert.alert (lane) where status = 'triggered';
create index alert_resolved on alert.alert (resolved_at) where resolved_at is not null;
create index alert_service on alert.alert (service_id, first_seen_at desc, id);
create index alert_time on alert.alert (first_seen_at desc, id);
create index alert_key on alert.alert (dedup_key);

-- Commands from the rooms to the right, until the alert's lane has carried them out.
create table alert.command (
  id bigint generated always as identity primary key,
  lane int not null,
  kind text not null,
  alert_id text not null,
  integration_id text not null,
  dedup_key text not null,
  body text not null,
  given_at timestamptz not null);

-- How far a writer's counters are in the table; what is behind is counted again from the tape after a crash.
create table alert.progress (
  writer int primary key,
  counted_to bigint not null);
