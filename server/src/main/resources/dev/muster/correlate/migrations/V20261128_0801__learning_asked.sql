-- Who asked is told by name for as long as this is kept: API tokens and people go. What sort of actor it was; null for older rows: a user.
alter table correlate.learning add column by_kind text;
alter table correlate.learning add column by_name text;
-- A person wants it ended: kept here, so that the end of the process does not turn it into one that is begun again.
alter table correlate.learning add column cancel_asked boolean not null default false;
