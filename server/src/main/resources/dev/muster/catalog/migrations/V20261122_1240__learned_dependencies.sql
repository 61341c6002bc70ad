-- What a learned dependency rests on, in plain words.
create table catalog.dependency_evidence (
  from_id text not null,
  to_id text not null,
  words text not null,
  at timestamptz not null,
  primary key (from_id, to_id));

-- Learned dependencies that a person has rejected; they are not offered again, in neither direction.
create table catalog.dependency_rejected (
  from_id text not null,
  to_id text not null,
  by_id text not null,
  at timestamptz not null,
  primary key (from_id, to_id));
