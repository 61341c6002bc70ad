-- Who noticed each incident: a monitor, a colleague, or a customer. Set when it forms, and by people afterwards.
create table improve.noticed (
  incident_id text primary key,
  service_id text not null,
  source text not null,
  set_by text,
  at timestamptz not null);

create index noticed_time on improve.noticed (at);
