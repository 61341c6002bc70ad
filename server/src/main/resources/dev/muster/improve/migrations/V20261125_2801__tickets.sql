-- When its ticket was filed in a tracker, and whether it is something to do that pages nobody.
alter table improve.incident_way add ticket_at timestamptz, add to_do boolean not null default false;
