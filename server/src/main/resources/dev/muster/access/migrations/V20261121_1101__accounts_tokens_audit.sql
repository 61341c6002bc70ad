create schema if not exists access;

create table access.account (
  id text primary key,
  name text not null,
  email text not null,
  role text not null,
  -- null: nobody can sign in with a password yet
  password text,
  created_at timestamptz not null,
  password_set_at timestamptz);

create unique index account_email on access.account (lower(email));

create table access.session (
  -- SHA-256 of what the cookie holds: a copy of this table opens nothing
  hash bytea primary key,
  account_id text not null references access.account on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  remote_address text,
  user_agent text);

create index session_account on access.session (account_id);

create table access.token (
  id text primary key,
  hash bytea not null unique,
  -- the first characters, so that people can tell their tokens apart
  prefix text not null,
  name text not null,
  -- null: a token of the whole account, which names no user
  account_id text references access.account on delete cascade,
  read_only boolean not null,
  created_at timestamptz not null,
  created_by text not null,
  last_used_at timestamptz);

create index token_account on access.token (account_id);

create table access.first_sign_in (
  hash bytea primary key,
  expires_at timestamptz not null);

create table access.failed_sign_in (
  -- an e-mail address in lower case, or a network address
  who text primary key,
  failures int not null,
  last_at timestamptz not null,
  blocked_until timestamptz);

create table access.audit (
  sequence bigint primary key,
  id text not null unique,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  method text not null,
  token_prefix text,
  request_id text,
  remote_address text,
  action text not null,
  resource_type text not null,
  resource_id text not null,
  -- JSON as text: the hash is over exactly these bytes, which jsonb would not keep
  details text not null,
  previous bytea not null,
  hash bytea not null);

create index audit_at on access.audit (at desc, sequence desc);
create index audit_resource on access.audit (resource_type, resource_id, sequence desc);
create index audit_actor on access.audit (actor_id, sequence desc);

-- The row is locked from the append to the commit: that makes one chain of all nodes' records.
create table access.audit_head (
  only_row boolean primary key default true check (only_row),
  sequence bigint not null,
  hash bytea not null);

insert into access.audit_head (sequence, hash) values (0, '\x0000000000000000000000000000000000000000000000000000000000000000');

create function access.audit_stands() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only';
end $$;

create trigger audit_stands before update or delete or truncate on access.audit
  for each statement execute function access.audit_stands();
