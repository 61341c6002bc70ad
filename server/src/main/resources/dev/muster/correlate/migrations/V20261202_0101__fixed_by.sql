-- What ended an incident, in the words of whoever resolved it: told beside it when the like of it comes again.
alter table correlate.incident add column fixed_by text;
