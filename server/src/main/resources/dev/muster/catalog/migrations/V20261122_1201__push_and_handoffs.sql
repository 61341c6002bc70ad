-- Where a browser's push service takes messages for it, and the keys that only this browser can open them with.
create table catalog.push_subscription (
  contact_method_id text primary key references catalog.contact_method (id) on delete cascade,
  address text not null unique,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null);

-- Who wants to be told that their time on call begins or ends.
create table catalog.handoff_rule (
  id text primary key,
  user_id text not null references catalog.person (id) on delete cascade,
  contact_method_id text not null references catalog.contact_method (id) on delete cascade,
  minutes_ahead int not null,
  handoff_type text not null,
  created_at timestamptz not null,
  unique (user_id, contact_method_id, minutes_ahead, handoff_type));
