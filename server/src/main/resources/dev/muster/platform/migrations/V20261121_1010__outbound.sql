create table platform.parcel (
  id text primary key,
  serial bigint generated always as identity,
  owner text not null,
  channel text not null,
  idempotency_key text not null,
  order_key text,
  priority int not null,
  about text not null,
  address text not null,
  payload text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  state text not null check (state in ('waiting', 'leased', 'handed', 'failed', 'cancelled')),
  attempts int not null,
  -- waiting: when to try next; leased: when the lease ends and somebody else may try; null when it is over
  next_attempt_at timestamptz,
  ended_at timestamptz,
  last_word text,
  unique (owner, idempotency_key));

-- The order in which parcels leave: by priority; the newest page first, since in a backlog the oldest are the likeliest to be
-- moot; everything else oldest first.
create index parcel_leaving on platform.parcel
  (channel, priority, (case when priority = 0 and order_key is null then -serial else serial end))
  where state in ('waiting', 'leased');

create index parcel_due on platform.parcel (channel, next_attempt_at) where state in ('waiting', 'leased');

create index parcel_in_order on platform.parcel (order_key, serial)
  where order_key is not null and state in ('waiting', 'leased');

create index parcel_expiry on platform.parcel (expires_at) where state = 'waiting' and expires_at is not null;

create index parcel_about on platform.parcel (about, serial);

create index parcel_state on platform.parcel (state, serial);

create index parcel_ended on platform.parcel (ended_at) where ended_at is not null;

create table platform.attempt (
  parcel text not null references platform.parcel on delete cascade,
  number int not null,
  at timestamptz not null,
  outcome text not null,
  word text not null,
  primary key (parcel, number));
