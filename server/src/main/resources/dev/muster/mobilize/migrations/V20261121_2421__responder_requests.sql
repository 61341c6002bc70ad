-- Calls for help on an incident, one row a target.
create table mobilize.responder_request (
  id text primary key,
  incident_id text not null,
  requested_at timestamptz not null,
  body jsonb not null);

create index responder_request_incident on mobilize.responder_request (incident_id, requested_at);
