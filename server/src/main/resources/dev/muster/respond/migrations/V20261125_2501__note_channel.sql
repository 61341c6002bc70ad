-- How whoever wrote a note came in; null for notes of before this was kept.
alter table respond.note add column via text;
