-- Names of the keys that secrets were sealed with; the keys themselves are in a file.
create table platform.seal_key (
  id text primary key,
  since timestamptz not null);
