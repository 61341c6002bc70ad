-- Whether Muster had named anything by then: only those incidents say how its suggestions do.
alter table correlate.cause_word add column suggested boolean not null default false;

update correlate.cause_word w set suggested = place is not null or exists (
  select from correlate.analysis a where a.incident_id = w.incident_id and a.at <= w.at
    and a.content::jsonb -> 'causes' <> '[]');

-- A verdict that was sent as null was kept as that word.
update correlate.cause_word set verdict = 'withdrawn' where verdict = 'null';
alter table correlate.cause_word add check (verdict in ('right', 'wrong', 'withdrawn'));
