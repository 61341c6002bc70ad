-- The moment from which an objective's events are counted as they come, and how far the counting of those kept from before is:
-- none, counting, counted, too_many. Objectives that exist go on as they are.
alter table detect.slo add column counts_from timestamptz, add column past text not null default 'none';
