-- What people said about changes that Muster suspects, or that they know of: every word is kept, the last one counts.
create table correlate.judgement (
  number bigint generated always as identity primary key,
  incident_id text not null,
  change_id text not null,
  -- 'caused', 'not_caused' or 'withdrawn'
  verdict text not null,
  -- where Muster had ranked it by then, from 1, and how likely it thought it; null when it had not suspected it
  place integer,
  probability double precision,
  by_id text not null,
  at timestamptz not null
);
create index judgement_incident on correlate.judgement (incident_id, change_id, number desc);
create index incident_remembered on correlate.incident (formed_at desc) where merged_into is null;
