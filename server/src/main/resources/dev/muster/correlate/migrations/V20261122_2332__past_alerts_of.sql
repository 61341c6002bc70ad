create index past_alert_incident on correlate.past_alert (past_incident, at) where past_incident is not null;
create index past_incident_id on correlate.past_incident (incident_id);
