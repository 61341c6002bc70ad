-- Other places from which checks and journeys run. Of the token only its hash is kept.
create table detect.site (
  id text primary key,
  name text not null unique,
  token_hash text not null unique,
  service_id text not null,
  severity text not null,
  enabled boolean not null,
  silent boolean not null default false,
  last_seen timestamptz,
  created_by text not null,
  created_at timestamptz not null);

-- How a check or a journey is seen from each place; 'here' is this house itself.
create table detect.site_result (
  watched_id text not null,
  site text not null,
  state text not null,
  history bigint not null,
  runs bigint not null,
  last_at timestamptz not null,
  last_millis double precision not null,
  last_word text not null,
  primary key (watched_id, site));
