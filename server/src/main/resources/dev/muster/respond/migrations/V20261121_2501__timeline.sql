create schema if not exists respond;

-- The sequence is the order of writing; the timeline is read in the order of happening and falls back on it.
create table respond.log_entry (
  id text primary key,
  sequence bigint generated always as identity,
  incident_id text not null,
  service_id text not null,
  type text not null,
  at timestamptz not null,
  agent_kind text not null,
  agent_id text not null,
  agent_name text not null,
  channel jsonb not null,
  summary text not null,
  rule text,
  rule_version int,
  words text,
  detail jsonb not null,
  overview boolean not null);

create index log_entry_incident on respond.log_entry (incident_id, at desc, sequence desc);

create index log_entry_time on respond.log_entry (at desc, sequence desc);

create index log_entry_service on respond.log_entry (service_id, at desc, sequence desc);

create table respond.note (
  id text primary key,
  incident_id text not null,
  user_id text,
  user_name text not null,
  content text not null,
  created_at timestamptz not null,
  changed_at timestamptz);

create index note_incident on respond.note (incident_id, created_at, id);

create table respond.status_update (
  id text primary key,
  incident_id text not null,
  sender_id text,
  sender_name text not null,
  message text not null,
  subject text,
  html_message text,
  created_at timestamptz not null);

create index status_update_incident on respond.status_update (incident_id, created_at desc);

create table respond.subscriber (
  incident_id text not null,
  subscriber_type text not null,
  subscriber_id text not null,
  since timestamptz not null,
  primary key (incident_id, subscriber_type, subscriber_id));
