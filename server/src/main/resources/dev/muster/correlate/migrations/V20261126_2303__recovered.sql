-- When all alerts of an incident had resolved for the first time: what comes within a day may be an after-effect.
alter table correlate.incident add column recovered_at timestamptz;

-- Of those that recovered before nobody knows when; their last alert came not long before.
update correlate.incident set recovered_at = last_alert_at where open and (phase = 'WATCHING' or id in (
  select incident_id from correlate.trait where trait = 'again'));
