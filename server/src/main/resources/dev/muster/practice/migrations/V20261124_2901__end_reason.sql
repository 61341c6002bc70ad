-- Why it was broken off, or was not begun by the clock; empty otherwise.
alter table practice.experiment add column end_reason text not null default '';
