-- Known peaks, such as sales days and month ends.
create table detect.named_day (
  id text primary key,
  name text not null,
  definition jsonb not null,
  created_by text not null,
  created_at timestamptz not null);
