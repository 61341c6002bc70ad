-- Raised by every change of what the nodes keep compiled in memory: orchestrations, their rules and doors, tables, stages.
create table signal.rules_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null);

insert into signal.rules_version (version) values (1);

create table signal.orchestration (
  id text primary key,
  name text not null,
  description text,
  team_id text,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  version text not null);

create table signal.orchestration_door (
  id text primary key,
  orchestration_id text not null references signal.orchestration on delete cascade,
  label text not null,
  key text not null unique,
  created_at timestamptz not null);

create index orchestration_door_of on signal.orchestration_door (orchestration_id);

-- The owner is an orchestration, or a service for the kind 'service'.
create table signal.rule_path (
  owner_id text not null,
  kind text not null,
  body text not null,
  active boolean not null,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  version text not null,
  primary key (owner_id, kind));

create table signal.lookup_table (
  id text primary key,
  name text not null,
  -- [{"column": ..., "source": path}], JSON
  keys text not null,
  -- ["owner", ...], JSON
  adds text not null,
  overwrites boolean not null,
  position int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null);

create unique index lookup_table_name on signal.lookup_table (lower(name));

create table signal.lookup_row (
  table_id text not null references signal.lookup_table on delete cascade,
  key text not null,
  cells text not null,
  primary key (table_id, key));

-- Keys that events asked for and no row has.
create table signal.lookup_gap (
  table_id text not null references signal.lookup_table on delete cascade,
  key text not null,
  events bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (table_id, key));

create table signal.stage (
  name text primary key,
  -- ["prod", ...], JSON
  aliases text not null,
  importance text not null,
  position int not null unique);

insert into signal.stage (name, aliases, importance, position) values
  ('production', '["prod","live","prd"]', 'page', 0),
  ('staging', '["stage","stg","preprod","pre-production","preproduction"]', 'low', 1),
  ('test', '["testing","qa","tst"]', 'low', 2),
  ('development', '["dev","local"]', 'low', 3);
