-- Part of a title is looked up in an index of its three-letter pieces. The extension comes with PostgreSQL and may be created by
-- a database's owner; where it cannot be had, searches read all titles, as they did before.
do $$
begin
  create extension if not exists pg_trgm with schema public;
  create index if not exists response_title_pieces on mobilize.response using gin (title public.gin_trgm_ops);
exception when others then
  raise notice 'titles are searched without an index: %', sqlerrm;
end
$$;
