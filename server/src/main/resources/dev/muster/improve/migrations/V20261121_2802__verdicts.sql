-- What people say about being told of an incident; outranks what their acts show.
create table improve.verdict (
  incident_id text not null,
  user_id text not null,
  verdict text not null,
  at timestamptz not null,
  primary key (incident_id, user_id));

create index verdict_user on improve.verdict (user_id, at);
