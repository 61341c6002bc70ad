-- How often services, by their entity, were in incidents, alone and together. Counts fade; each holds for its moment.
create table correlate.together_seen (
  entity text primary key,
  weight double precision not null,
  at timestamptz not null);

create table correlate.together_pair (
  a text not null,
  b text not null,
  weight double precision not null,
  first_a double precision not null,
  incidents int not null,
  last_number bigint not null,
  at timestamptz not null,
  primary key (a, b),
  check (a < b));

-- Incidents that were counted, so that one which comes and goes counts once.
create table correlate.together_counted (
  incident_id text primary key,
  at timestamptz not null);

create index together_counted_at on correlate.together_counted (at);
