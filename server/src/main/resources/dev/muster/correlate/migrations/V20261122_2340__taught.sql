-- What people taught by moving alerts and merging incidents: the alerts of the incidents concerned, where they put them. The oldest go
-- when there are too many.
create table correlate.taught_alert (
  alert_id text primary key,
  incident_id text not null,
  at timestamptz not null,
  -- when a person put this very alert there; null for those that were already there
  said_at timestamptz,
  content text not null);

create index taught_alert_at on correlate.taught_alert (at, alert_id);
