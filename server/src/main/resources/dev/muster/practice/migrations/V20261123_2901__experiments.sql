create schema if not exists practice;

-- What is broken on purpose, by which team, and what is expected of it.
create table practice.experiment (
  id text primary key,
  name text not null,
  hypothesis text not null,
  team_id text not null,
  policy_id text not null,
  targets jsonb not null,
  effects jsonb not null,
  start_at timestamptz,
  length_seconds bigint not null,
  settle_seconds bigint not null,
  state text not null,
  started_at timestamptz,
  stopped_at timestamptz,
  aborted boolean not null,
  settled_at timestamptz,
  verdict text,
  finding text not null,
  created_by text not null,
  created_at timestamptz not null);

create index experiment_state on practice.experiment (state, settled_at);

-- Alerts that came on the targets of an experiment, and whether it had said so.
create table practice.experiment_alert (
  alert_id text primary key,
  experiment_id text not null,
  expected boolean not null,
  words text not null,
  at timestamptz not null);

create index experiment_alert_of on practice.experiment_alert (experiment_id, at desc, alert_id);
