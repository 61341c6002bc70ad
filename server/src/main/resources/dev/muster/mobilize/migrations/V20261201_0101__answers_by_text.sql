-- A text that comes back is about what was sent to its number lately.
create index notice_number on mobilize.notice (address, created_at desc) where channel in ('sms', 'whatsapp');
