-- Words are looked up by pieces that Muster makes itself: of every script, of numbers, dots and dashes, and on every database, whether or
-- not it has the extension for pieces. Slices of some ten thousand alerts are looked up one after the other, the newest first, so that a
-- page of what many alerts say never takes a look at all of them. What was indexed before is indexed anew, behind the intake.
drop index if exists alert.search_pieces;
truncate alert.search;
alter table alert.search add column pieces integer[] not null;
create index search_pieces on alert.search using gin (pieces);
update alert.search_position set reached = 'epoch';

-- A slice has the alerts first seen after its beginning, up to the beginning of the next.
create table alert.search_slice (
  number integer primary key,
  since timestamptz not null unique,
  filled integer not null);

insert into alert.search_slice (number, since, filled) values (0, 'epoch', 0);

-- What is rare is found by its severity.
create index alert_severity on alert.alert (severity, first_seen_at desc, id);
