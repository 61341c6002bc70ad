-- How integrations take webhooks. Secrets are sealed.
create table signal.hook (
  integration_id text primary key,
  proof jsonb not null,
  secret text,
  old_secret text,
  old_until timestamptz,
  mapping jsonb not null,
  changed_at timestamptz not null);

-- The last calls of each integration and what became of them.
create table signal.hook_call (
  sequence bigint generated always as identity primary key,
  id text not null,
  integration_id text not null,
  at timestamptz not null,
  outcome text not null,
  status int not null,
  words text not null,
  action text,
  dedup_key text,
  summary text,
  body text not null);

create index hook_call_integration on signal.hook_call (integration_id, sequence desc);

create index hook_call_time on signal.hook_call (at);
