-- What incidents of the past looked like when an engine that did not know them grouped their alerts. Made anew with each learning.
create table correlate.rehearsal (
  number integer primary key,
  past_incident text not null,
  at timestamptz not null,
  alerts jsonb not null
);
