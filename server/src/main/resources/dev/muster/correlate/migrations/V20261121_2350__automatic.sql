-- How far the engine that groups by itself has come. Whoever takes a step holds this row, so that there is one writer; a process
-- whose memory stands elsewhere makes it anew from the inputs.
create table correlate.engine (
  only_row boolean primary key default true check (only_row),
  sequence bigint not null,
  ticked_at timestamptz not null,
  -- what it was made with; with another topology or model it begins anew, with the alerts where they are
  topology text not null,
  model bigint not null,
  -- the sequence before the first input since it was begun
  first bigint not null);

insert into correlate.engine (sequence, ticked_at, topology, model, first) values (0, timestamptz 'epoch', '', 0, 0);

-- What the engine was told, in order: it is made anew of this after a restart, and decides the same again.
create table correlate.engine_input (
  sequence bigint primary key,
  at timestamptz not null,
  -- what had fallen due until then was decided before
  ticked_at timestamptz not null,
  kind text not null,
  alert_id text,
  body text not null);

-- What was learned of the past; the newest is in force.
create table correlate.model (
  version bigint generated always as identity primary key,
  made_at timestamptz not null,
  learned_from int not null,
  digest bigint not null,
  content bytea not null);

-- Every decision on where an alert belongs, and why. Nothing is ever changed in it.
create table correlate.decision (
  sequence bigint generated always as identity primary key,
  at timestamptz not null,
  alert_id text not null,
  kind text not null,
  -- null when it belongs to none from then on
  incident_id text,
  from_incident_id text,
  rule text not null,
  rule_version int not null,
  model bigint not null,
  words text not null,
  by_id text,
  features jsonb not null);

create index decision_alert on correlate.decision (alert_id, sequence);
create index decision_incident on correlate.decision (incident_id, sequence);

-- What was thought of an incident at a moment: probable causes, suspect changes, similar ones of the past.
create table correlate.analysis (
  incident_id text not null,
  at timestamptz not null,
  version int not null,
  content text not null,
  primary key (incident_id, at));

create table correlate.warning (
  id text primary key,
  at timestamptz not null,
  entity_id text,
  entity_service text,
  service_id text,
  words text not null,
  content text not null,
  -- 'open', 'hit' or 'miss'
  outcome text not null,
  incident_id text,
  closed_at timestamptz);

create index warning_at on correlate.warning (at desc, id);
create index warning_open on correlate.warning (entity_service) where outcome = 'open';

-- Incidents of the past as people told them, for learning, by the id that they had elsewhere.
create table correlate.past_incident (
  external_id text primary key,
  incident_id text not null,
  opened_at timestamptz not null,
  ended_at timestamptz not null,
  content text not null,
  imported_at timestamptz not null);

create index past_incident_opened on correlate.past_incident (opened_at);

create table correlate.past_alert (
  external_key text primary key,
  past_incident text,
  at timestamptz not null,
  content text not null,
  imported_at timestamptz not null);

create index past_alert_at on correlate.past_alert (at, external_key);
