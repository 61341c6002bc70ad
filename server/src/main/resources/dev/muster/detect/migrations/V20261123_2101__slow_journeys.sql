-- Journeys that work, but slowly: the last runs that went well, 1 for a slow one, and whether somebody was told.
alter table detect.journey
  add column slow_history bigint not null default 0,
  add column slow boolean not null default false;
