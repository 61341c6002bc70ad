-- Who sends, and how long it is usually silent.
create table detect.source (
  id text primary key,
  events bigint not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  pauses bytea not null);

-- What messages of logs have in common. The messages themselves are not kept.
create table detect.log_template (
  source text not null,
  id text not null,
  scope text not null,
  text text not null,
  severity text not null,
  first_seen timestamptz not null,
  changed_at timestamptz not null,
  primary key (source, id));

create index log_template_time on detect.log_template (first_seen desc, id);
