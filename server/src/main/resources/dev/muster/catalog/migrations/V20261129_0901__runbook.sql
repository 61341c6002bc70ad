-- What to do when a service breaks: words, the address of a page, or both.
alter table catalog.service add column runbook text;
