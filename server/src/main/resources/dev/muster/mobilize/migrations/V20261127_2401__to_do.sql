-- What is only to do and what pages people are listed apart. False unless told, so that no row is written anew for it.
alter table mobilize.response add column to_do boolean not null default false;
update mobilize.response set to_do = true where body @> '{"response": {"to_do": true}}';
create index response_to_do_page on mobilize.response (created_at, number) include (incident_id, status) where to_do;
