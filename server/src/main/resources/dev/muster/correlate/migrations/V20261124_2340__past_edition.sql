-- Goes up with every import of past incidents, so that whoever learned from them need not count them to know that there are new ones.
create table correlate.past_edition (
  edition bigint not null
);
insert into correlate.past_edition (edition) values (0);
