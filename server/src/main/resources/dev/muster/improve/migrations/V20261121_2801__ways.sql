create schema if not exists improve;

-- The way of every alert: where it came from, whether it was kept back, and which incident it belongs to.
create table improve.alert_way (
  alert_id text primary key,
  integration_id text not null,
  service_id text not null,
  rule_id text not null,
  dedup_key text not null,
  opened_at timestamptz not null,
  kept_back boolean not null,
  released_at timestamptz,
  incident_id text,
  formed boolean not null default false);

create index alert_way_time on improve.alert_way (opened_at);
create index alert_way_incident on improve.alert_way (incident_id) where incident_id is not null;

-- The way of every incident, and what people did about it.
create table improve.incident_way (
  incident_id text primary key,
  number bigint not null,
  service_id text not null,
  title text not null,
  formed_at timestamptz not null,
  -- the alert that formed it; null when a person declared it
  alert_id text,
  merged_into text,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at timestamptz,
  -- 'person' or anything else
  resolved_by_kind text);

create index incident_way_time on improve.incident_way (formed_at);
create index incident_way_alert on improve.incident_way (alert_id);

-- Every message that reached a person.
create table improve.page_sent (
  notification_id text primary key,
  incident_id text not null,
  user_id text,
  channel text not null,
  sent_at timestamptz not null);

create index page_sent_incident on improve.page_sent (incident_id);
create index page_sent_user on improve.page_sent (user_id, sent_at) where user_id is not null;
