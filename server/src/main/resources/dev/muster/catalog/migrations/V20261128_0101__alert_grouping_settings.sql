-- Alert grouping settings that were made as such. How a service groups stands in the service itself, and nowhere else: a setting adds a
-- name, and says which services are meant to group alike.
create table catalog.alert_grouping_setting (
  id text primary key,
  name text,
  description text,
  type text not null,
  grouping jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- A service is in one setting at most.
create table catalog.alert_grouping_service (
  service_id text primary key references catalog.service (id) on delete cascade,
  setting_id text not null references catalog.alert_grouping_setting (id) on delete cascade
);

create index on catalog.alert_grouping_service (setting_id);
