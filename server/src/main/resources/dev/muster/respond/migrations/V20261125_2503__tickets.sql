-- Trackers of tickets; token and secret are sealed.
create table respond.tracker (
  id text primary key,
  name text not null,
  kind text not null,
  url text not null,
  project text not null,
  issue_type text,
  user_name text,
  token text not null,
  news_secret text not null,
  template text,
  find_url text,
  closes boolean not null,
  active boolean not null,
  created_at timestamptz not null);

create unique index tracker_name on respond.tracker (lower(name));

-- Which incidents of a service get a ticket. The empty service stands for all that have no row.
create table respond.ticket_rule (
  service_id text primary key,
  tracker_id text,
  filed text not null,
  from_severity text,
  from_priority_id text);

-- The key is what makes it one ticket for an incident.
create table respond.ticket (
  incident_id text primary key,
  tracker_id text not null,
  state text not null,
  external_id text,
  key text,
  url text,
  status text,
  closed boolean not null default false,
  asked_by jsonb not null,
  reason jsonb not null,
  asked_at timestamptz not null,
  filed_at timestamptz,
  status_at timestamptz,
  fault text,
  tries int not null,
  notes int not null default 0);

create unique index ticket_external on respond.ticket (tracker_id, external_id);
create index ticket_asked on respond.ticket (asked_at desc, incident_id);

-- What is to be told in the ticket.
create table respond.ticket_note (
  incident_id text not null,
  serial int not null,
  at timestamptz not null,
  words text not null,
  told_at timestamptz,
  primary key (incident_id, serial));
