create schema if not exists signal;

-- One row a batch of a writer: the raw bodies, packed. A row an event would cost PostgreSQL a dozen times as much.
create table signal.segment (
  writer int not null,
  id bigint generated always as identity,
  entries int not null,
  bytes int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  body bytea not null,
  primary key (writer, id));

-- The bodies are packed already.
alter table signal.segment alter column body set storage external;

-- Rows come in the order of time, so a few pages of ranges serve both replay and retention.
create index segment_time on signal.segment using brin (first_at) with (pages_per_range = 16, autosummarize = on);

create table signal.change (
  id text primary key,
  integration_id text not null,
  service_id text not null,
  summary text not null,
  source text,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  details text,
  links text,
  images text);

create index change_time on signal.change (happened_at desc, id);
create index change_service on signal.change (service_id, happened_at desc, id);
