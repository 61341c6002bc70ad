-- Incidents that only the team of an experiment is told of, as long as all their alerts are expected by it.
create table mobilize.kept_incident (
  incident_id text primary key,
  experiment_id text not null,
  at timestamptz not null,
  released_at timestamptz);

create index kept_incident_experiment on mobilize.kept_incident (experiment_id, incident_id)
  where released_at is null;
