create schema if not exists mobilize;

-- One row an incident answers every list of incidents. What is searched and sorted by is a column, the whole response is the body.
create table mobilize.response (
  incident_id text primary key,
  number bigint not null unique,
  service_id text not null,
  policy_id text,
  title text not null,
  incident_key text,
  status text not null,
  urgency text not null,
  priority_id text,
  assignee_ids text[] not null,
  created_at timestamptz not null,
  resolved_at timestamptz,
  next_due_at timestamptz,
  body jsonb not null);

create index response_created on mobilize.response (created_at, number);
create index response_status_created on mobilize.response (status, created_at, number);
create index response_service_created on mobilize.response (service_id, created_at, number);
create index response_urgency_created on mobilize.response (urgency, created_at, number);
create index response_urgency_newest on mobilize.response (urgency, created_at desc, number desc);
create index response_resolved on mobilize.response (resolved_at, number);
create index response_open on mobilize.response (created_at, number) where status <> 'resolved';
create index response_open_service on mobilize.response (service_id, status) where status <> 'resolved';
create index response_open_assignee on mobilize.response using gin (assignee_ids) where status <> 'resolved';
create index response_open_policy on mobilize.response (policy_id) where status <> 'resolved';
create index response_key on mobilize.response (service_id, incident_key) where incident_key is not null;
create index response_priority on mobilize.response (priority_id, created_at, number) where priority_id is not null;
-- What the auditor walks.
create index response_due on mobilize.response (next_due_at) where status <> 'resolved';

create table mobilize.policy (
  id text primary key,
  name text not null,
  team_id text,
  version int not null,
  body jsonb not null);

create unique index policy_name on mobilize.policy (lower(name));
create index policy_team on mobilize.policy (team_id);

-- Whose turn it is in a round-robin level.
create table mobilize.ring (
  rule_id text primary key,
  place bigint not null);

-- Who is to be told what and when, and what became of it. The unique key keeps a person from being told twice of one step by one
-- rule, however often the step is tried.
create table mobilize.notice (
  id text primary key,
  incident_id text not null,
  step int not null,
  user_id text,
  rule text not null,
  contact_method_id text,
  channel text not null,
  address text not null,
  urgency text not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  state text not null,
  sent_at timestamptz,
  attempts int not null,
  error text,
  reason text not null,
  parcel_id text,
  unique nulls not distinct (incident_id, step, user_id, rule));

create index notice_due on mobilize.notice (due_at) where state = 'waiting';
create index notice_parcel on mobilize.notice (parcel_id) where parcel_id is not null;

-- When something last left to an address, so that what follows shortly after goes together.
create table mobilize.outlet (
  address text primary key,
  left_at timestamptz not null);

-- The key that signs the links in messages; one row.
create table mobilize.link_key (
  one boolean primary key check (one),
  key bytea not null);
