-- The lists behind the counts begin with the newest, without sorting all of their time.
create index incident_way_newest on improve.incident_way (formed_at desc, incident_id);
create index page_sent_newest on improve.page_sent (sent_at desc, notification_id);
