create schema if not exists catalog;

-- Raised by every change of what the nodes keep in memory: services, integrations, maintenance windows.
create table catalog.version (
  only_row boolean primary key default true check (only_row),
  version bigint not null);

insert into catalog.version (version) values (1);

create table catalog.person (
  id text primary key,
  name text not null,
  email text not null,
  time_zone text not null,
  role text not null,
  job_title text,
  description text,
  color text not null,
  avatar_url text,
  created_at timestamptz not null);

create unique index person_email on catalog.person (lower(email));
create index person_name on catalog.person (lower(name), id);

create table catalog.contact_method (
  id text primary key,
  user_id text not null references catalog.person on delete cascade,
  type text not null,
  label text not null,
  address text not null,
  country_code int not null,
  enabled boolean not null,
  verified_at timestamptz,
  last_tested_at timestamptz,
  created_at timestamptz not null,
  unique (user_id, type, country_code, address));

create table catalog.notification_rule (
  id text primary key,
  user_id text not null references catalog.person on delete cascade,
  delay_minutes int not null,
  contact_method_id text not null references catalog.contact_method on delete cascade,
  urgency text not null,
  created_at timestamptz not null,
  unique (user_id, urgency, contact_method_id, delay_minutes));

create index notification_rule_contact on catalog.notification_rule (contact_method_id);

create table catalog.team (
  id text primary key,
  name text not null,
  description text,
  parent_id text references catalog.team on delete set null,
  created_at timestamptz not null);

create unique index team_name on catalog.team (lower(name));

create table catalog.team_member (
  team_id text not null references catalog.team on delete cascade,
  user_id text not null references catalog.person on delete cascade,
  role text not null,
  primary key (team_id, user_id));

create index team_member_user on catalog.team_member (user_id);

create table catalog.service (
  id text primary key,
  name text not null,
  description text,
  disabled boolean not null,
  escalation_policy_id text not null,
  team_id text references catalog.team on delete set null,
  contact text,
  acknowledgement_timeout int,
  auto_resolve_timeout int,
  alert_creation text not null,
  -- the following as the REST API writes them
  urgency_rule text not null,
  support_hours text,
  scheduled_actions text not null,
  alert_grouping text not null,
  auto_pause int,
  recovery_mode text not null,
  watch_seconds int not null,
  created_at timestamptz not null);

create unique index service_name on catalog.service (lower(name));

create table catalog.integration (
  id text primary key,
  service_id text not null references catalog.service on delete cascade,
  name text not null,
  type text not null,
  key text not null unique,
  email text,
  vendor_id text,
  created_at timestamptz not null);

create index integration_service on catalog.integration (service_id);

create table catalog.maintenance_window (
  id text primary key,
  number bigint not null generated always as identity,
  description text,
  start_at timestamptz not null,
  end_at timestamptz not null check (end_at > start_at),
  created_by text not null,
  created_at timestamptz not null);

create index maintenance_window_end on catalog.maintenance_window (end_at);

create table catalog.maintained_service (
  window_id text not null references catalog.maintenance_window on delete cascade,
  service_id text not null references catalog.service on delete cascade,
  primary key (window_id, service_id));

create index maintained_service_service on catalog.maintained_service (service_id);

create table catalog.priority (
  id text primary key,
  name text not null,
  description text not null,
  color text not null,
  position int not null unique);

insert into catalog.priority (id, name, description, color, position) values
  ('PPRIORITY1', 'P1', 'Customers cannot work; everybody is needed', 'a8171c', 0),
  ('PPRIORITY2', 'P2', 'An important part is down or badly slow', 'eb6016', 1),
  ('PPRIORITY3', 'P3', 'Some customers notice; a way around exists', 'f9b406', 2),
  ('PPRIORITY4', 'P4', 'Few notice; can wait for working hours', '555555', 3),
  ('PPRIORITY5', 'P5', 'To be looked at some time', '777777', 4);

create table catalog.business_service (
  id text primary key,
  name text not null,
  description text,
  point_of_contact text,
  team_id text references catalog.team on delete set null,
  created_at timestamptz not null);

create index business_service_name on catalog.business_service (lower(name), id);

create table catalog.dependency (
  id text primary key,
  -- 'service' or 'business_service'
  supporting_type text not null,
  supporting_id text not null,
  dependent_type text not null,
  dependent_id text not null,
  unique (supporting_id, dependent_id));

create index dependency_dependent on catalog.dependency (dependent_id);

create table catalog.tag (
  id text primary key,
  label text not null,
  created_at timestamptz not null);

create unique index tag_label on catalog.tag (lower(label));

create table catalog.tagging (
  tag_id text not null references catalog.tag on delete cascade,
  entity_type text not null,
  entity_id text not null,
  primary key (tag_id, entity_type, entity_id));

create index tagging_entity on catalog.tagging (entity_type, entity_id);
