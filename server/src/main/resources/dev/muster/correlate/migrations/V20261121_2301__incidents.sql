create schema if not exists correlate;

create sequence correlate.incident_number;

-- Whoever changes incidents or members of a service holds its row, so that a decision never rests on candidates that are being
-- closed or merged at the same moment.
create table correlate.service (id text primary key);

create table correlate.incident (
  id text primary key,
  number bigint not null unique,
  service_id text not null,
  title text not null,
  severity text,
  urgency text,
  incident_key text,
  phase text not null,
  open boolean not null,
  first_alert_id text,
  declared jsonb,
  rule text not null,
  rule_version int not null,
  words text not null,
  all_alerts int not null,
  open_alerts int not null,
  formed_at timestamptz not null,
  last_alert_at timestamptz not null,
  closed_at timestamptz,
  merged_into text);

create index incident_open on correlate.incident (service_id, number desc) where open;

create index incident_open_key on correlate.incident (service_id, incident_key)
  where open and incident_key is not null;

-- Where every alert belongs and why; without an incident when a rule said so, so that the funnel from alerts to incidents adds up.
create table correlate.member (
  alert_id text primary key,
  service_id text not null,
  incident_id text,
  open boolean not null,
  rule text not null,
  rule_version int not null,
  words text not null,
  by_id text,
  since timestamptz not null);

create index member_incident on correlate.member (incident_id, since, alert_id)
  where incident_id is not null;

-- Digests of what the alerts of an open incident may have in common with others; dropped when the incident is closed.
create table correlate.trait (
  incident_id text not null,
  trait text not null,
  primary key (trait, incident_id));

create index trait_incident on correlate.trait (incident_id);
