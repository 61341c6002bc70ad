-- Who is sent what happens. The secrets are a list, newest first: during a change of secret each message carries a signature for
-- each of them.
create table respond.webhook_subscription (
  id text primary key,
  url text not null,
  custom_headers jsonb not null,
  secrets jsonb not null,
  events jsonb not null,
  filter_type text not null,
  filter_id text,
  description text not null,
  active boolean not null,
  drops int not null default 0,
  disabled_until timestamptz,
  created_at timestamptz not null);

create index webhook_subscription_age on respond.webhook_subscription (created_at, id);
