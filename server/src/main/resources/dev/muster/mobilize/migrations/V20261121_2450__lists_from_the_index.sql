-- A page of a list is found in the index alone; the wide rows are read for that page only, however deep it lies.
create index response_created_page on mobilize.response (created_at, number) include (incident_id);
drop index mobilize.response_created;
create index response_open_page on mobilize.response (created_at, number) include (incident_id, status)
  where status <> 'resolved';
drop index mobilize.response_open;
create index response_service_page on mobilize.response (service_id, created_at, number) include (incident_id, status);
drop index mobilize.response_service_created;
