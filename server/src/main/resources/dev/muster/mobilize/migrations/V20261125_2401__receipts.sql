-- What carriers and providers say of messages: taken, arrived, or not arrived. Of one message each once.
create table mobilize.receipt (
  parcel_id text not null,
  state text not null,
  at timestamptz not null,
  words text not null,
  primary key (parcel_id, state));
