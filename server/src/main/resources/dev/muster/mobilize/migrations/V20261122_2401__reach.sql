-- The pair of keys that names this house to push services; one row.
create table mobilize.vapid_key (
  one boolean primary key check (one),
  public_key text not null,
  private_key text not null);

-- A code that is under way to a contact method. The code is sealed; the next one replaces it.
create table mobilize.verification (
  contact_method_id text primary key,
  user_id text not null,
  address text not null,
  code text not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  tries int not null,
  delivery_id text not null,
  window_from timestamptz not null,
  sent_in_window int not null);

-- What a contact method was last used for.
create index notice_contact_method on mobilize.notice (contact_method_id, created_at desc) where contact_method_id is not null;
