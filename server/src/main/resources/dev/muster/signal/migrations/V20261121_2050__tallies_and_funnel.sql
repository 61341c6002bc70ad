-- What the signals of the segment did: one line a cell (time, source, service, rule, effect, count), written with the segment.
alter table signal.segment add column tally text not null default '';

-- The tallies of all segments up to the progress, added up.
create table signal.funnel (
  bucket timestamptz not null,
  integration_id text not null,
  service_id text not null,
  rule_id text not null,
  effect text not null,
  events bigint not null,
  primary key (bucket, integration_id, service_id, rule_id, effect));

create table signal.funnel_progress (
  writer int primary key,
  segment bigint not null);
