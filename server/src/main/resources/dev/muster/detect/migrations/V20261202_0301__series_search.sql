-- Metrics are ordered by their characters whatever the database's locale is, so that one index serves equality, beginnings and order.
drop index detect.series_metric;
alter table detect.series alter column metric type text collate "C";
create index series_metric on detect.series (metric, id);

-- Each series is written every few minutes because of its last_seen. Kept by blocks alone, that touches no other index.
drop index detect.series_seen;
create index series_seen on detect.series using brin (last_seen) with (autosummarize = on);
alter table detect.series set (fillfactor = 80);

-- What is searched: the metric, then a line for each label, as people read and type them.
create function detect.series_words(metric text, labels jsonb) returns text
language sql immutable strict parallel safe
as $$
  select lower(metric collate "default") || E'\n' || coalesce(
    (select string_agg(lower(label.key || '=' || label.value), E'\n' order by label.key) || E'\n' from jsonb_each_text(labels) as label), '')
$$;

alter table detect.series add column words text collate "C" generated always as (detect.series_words(metric, labels)) stored;

-- The extension comes with PostgreSQL and may be created by a database's owner; where it cannot be had, searches read all words.
do $$
begin
  create extension if not exists pg_trgm with schema public;
  create index if not exists series_pieces on detect.series using gin (words public.gin_trgm_ops);
exception when others then
  raise notice 'series are searched without an index: %', sqlerrm;
end
$$;
