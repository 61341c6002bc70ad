-- What sort of reason keeps an alert quiet, and until when it waits for its own end.
alter table alert.alert add column suppressed_by text;
alter table alert.alert add column held_until timestamptz;

-- What event rules want of it, JSON.
alter table alert.alert add column handling text;

update alert.alert set suppressed_by =
  case when suppressed_why = 'the service is disabled' then 'disabled' else 'maintenance' end
where suppressed_why is not null;

create index alert_suppressed on alert.alert (service_id, first_seen_at desc) where suppressed_by is not null;
