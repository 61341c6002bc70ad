-- Rises with every change of how integrations take webhooks; whoever changes them holds this row until the commit.
create table signal.hook_version (
  one boolean primary key default true check (one),
  version bigint not null);

insert into signal.hook_version (version) values (1);
