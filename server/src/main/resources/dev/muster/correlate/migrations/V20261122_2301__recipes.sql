-- Goes up with every change of a recipe or of their order, so that every node sees that it must load them anew.
create table correlate.recipes_version (version bigint not null);

insert into correlate.recipes_version values (0);

create table correlate.recipe (
  id text primary key,
  position int not null,
  version int not null,
  definition jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null);

-- What a recipe was in each of its versions. Memberships name the version that decided, so it stays when the recipe is deleted.
create table correlate.recipe_past (
  recipe_id text not null,
  version int not null,
  definition jsonb,
  at timestamptz not null,
  by_id text not null,
  primary key (recipe_id, version));

-- Groups that take up alerts still, or did lately.
create table correlate.recipe_group (
  id text primary key,
  recipe_id text not null,
  recipe_version int not null,
  bucket text not null,
  reference jsonb not null,
  started_at timestamptz not null,
  ends_at timestamptz not null,
  last_at timestamptz not null,
  alerts int not null,
  waiting jsonb not null,
  incident_id text);

create index recipe_group_place on correlate.recipe_group (recipe_id, bucket, ends_at);
create index recipe_group_end on correlate.recipe_group (ends_at);
