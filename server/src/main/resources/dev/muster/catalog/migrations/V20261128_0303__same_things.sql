-- The same thing, named by two sources under two ids. Both entities stay as their sources tell them; what is used of them counts as one,
-- so that a merge can be taken back and nothing that refers to either of them is lost.
create table catalog.same_thing (
  -- the lesser id first
  one text not null,
  other text not null,
  -- APPLIED by Muster because it is certain, PROPOSED because it is likely, ACCEPTED or REFUSED by a person
  state text not null,
  -- whether what both say leaves no doubt
  certain boolean not null,
  words text not null,
  found_at timestamptz not null,
  by_id text,
  said_at timestamptz,
  primary key (one, other),
  check (one < other)
);

-- The entity under whose id this one counts; null when it stands for itself.
alter table catalog.entity add column same_as text;
create index entity_same_as on catalog.entity (same_as) where same_as is not null;

-- Hosts that a thing's configuration names. They become dependencies as soon as an import of any source knows the host.
create table catalog.entity_mention (
  from_id text not null,
  host text not null,
  -- where it stands, such as the name of a variable; never its value
  place text not null,
  source text not null,
  primary key (source, from_id, host)
);
