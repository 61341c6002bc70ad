-- Values of custom fields that event rules or people gave to incidents.
create table respond.custom_value (
  incident_id text not null,
  field_id text not null,
  value text not null,
  by_id text not null,
  at timestamptz not null,
  primary key (incident_id, field_id));
