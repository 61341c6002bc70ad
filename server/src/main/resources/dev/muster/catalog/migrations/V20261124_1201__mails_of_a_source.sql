-- Whether people may be told by mail of what an integration alone has said.
alter table catalog.integration add column mails boolean not null default true;
