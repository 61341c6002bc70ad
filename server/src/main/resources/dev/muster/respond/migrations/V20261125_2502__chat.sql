-- Chats that may speak to Muster. The secret is sealed.
create table respond.chat_app (
  id text primary key,
  kind text not null,
  name text not null,
  secret text not null,
  page_prefix text not null,
  changed_at timestamptz not null);

-- Who in a chat is which person.
create table respond.chat_account (
  id text primary key,
  app_id text not null,
  sender_key text not null,
  sender_name text not null,
  sender_place text not null,
  user_id text not null,
  linked_at timestamptz not null,
  unique (app_id, sender_key));

create index chat_account_user on respond.chat_account (user_id);

-- Links under way, by the hash of their secret; of one sender only the newest.
create table respond.chat_invitation (
  hash text primary key,
  app_id text not null,
  sender_key text not null,
  sender_name text not null,
  sender_place text not null,
  until timestamptz not null,
  unique (app_id, sender_key));

-- What came in from chats and what became of it. A request that comes twice has one key and is done once.
create table respond.chat_call (
  sequence bigint generated always as identity primary key,
  id text not null,
  app_id text not null,
  at timestamptz not null,
  request_key text,
  sender_key text not null,
  sender_name text not null,
  user_id text,
  asked text not null,
  outcome text not null,
  words text not null,
  unique (app_id, request_key));

create index chat_call_app on respond.chat_call (app_id, sequence desc);
