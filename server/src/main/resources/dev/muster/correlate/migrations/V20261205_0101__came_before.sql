-- What an alert leaves behind when the engine lets its input go: what kind of thing it was, where, and when. Of all that was let go it
-- is kept in one piece, so that an engine that is begun anew still knows what comes by the clock.
alter table correlate.engine_input
  add column came_kind bigint,
  add column came_place bigint,
  add column came_at timestamptz;

alter table correlate.engine add column came_before bytea;
