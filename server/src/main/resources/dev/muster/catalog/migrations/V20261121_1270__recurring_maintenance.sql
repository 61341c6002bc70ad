-- How a window comes back (RFC 5545), and when its last occurrence ends; null for a window that does not come back.
alter table catalog.maintenance_window add column rrule text;
alter table catalog.maintenance_window add column time_zone text;
alter table catalog.maintenance_window add column over_at timestamptz;

create index maintenance_window_over on catalog.maintenance_window (coalesce(over_at, end_at));
