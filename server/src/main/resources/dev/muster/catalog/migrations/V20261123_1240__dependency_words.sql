-- Every word that people said of learned dependencies; the last one of a pair counts.
create table catalog.dependency_word (
  number bigint generated always as identity primary key,
  from_id text not null,
  to_id text not null,
  accepted boolean not null,
  confidence double precision not null,
  by_id text not null,
  at timestamptz not null);

create index dependency_word_pair on catalog.dependency_word (from_id, to_id, number desc);
