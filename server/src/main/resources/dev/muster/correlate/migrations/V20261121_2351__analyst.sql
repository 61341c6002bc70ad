-- How far the ledger was thought about. Whoever thinks holds this row; a process whose memory stands elsewhere makes it anew.
create table correlate.analyst (
  only_row boolean primary key default true check (only_row),
  sequence bigint not null);

insert into correlate.analyst (sequence) values (0);
